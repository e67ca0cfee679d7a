-- rollback:
--   drop table app.accepted_file;
--   drop table ops.full_file;
--   drop table ops.batch_file;
--   drop table ops.original;
--   alter table ops.batch drop column deleted, drop column outcome, drop column exported_on, drop column replay_of,
--       drop column report, drop column moved;
--   alter table bronze.record drop column _in_force_on, drop column _turn, drop column _replay_of,
--       drop column effective_on;
--   update bronze.record r set is_current = false where is_current;
--   update bronze.record r set is_current = true where version = (
--       select max(version) from bronze.record l
--       where (l._source_system, l.instance, l.entity, l.source_id) = (r._source_system, r.instance, r.entity, r.source_id)
--   );
--   delete from refinery_schema_history where version = 5;

-- The current version of a record is the one in force on the latest day, and on that day the one said last. A record
-- that is read again from a kept original stands where it stood when it was read first.
alter table bronze.record
    add column effective_on date,
    add column _replay_of bigint references ops.batch,
    -- The day of arrival is the earliest that it is anywhere, so that an export of that day comes after it.
    add column _in_force_on date not null
        generated always as (coalesce(effective_on, (_ingested_at at time zone 'Etc/GMT+12')::date)) stored,
    add column _turn bigint not null generated always as (coalesce(_replay_of, _batch_id)) stored;
comment on column bronze.record.effective_on is 'The business day from which the version is true; null: as it arrived.';
comment on column bronze.record._replay_of is 'The batch that it was in when its file was read first.';
comment on column bronze.record._turn is 'The order of what is said of one day.';

-- Records that were no longer in a file which claims to hold them are counted apart from what was received. A file
-- that was refused as a whole is a batch of nothing.
alter table ops.batch
    add column deleted bigint not null default 0,
    add column outcome text not null default 'landed' check (outcome in ('landed', 'failed')),
    add column exported_on date,
    add column replay_of bigint references ops.batch,
    add column report text,
    add column moved boolean not null default false;

-- The bytes of dropped files, compressed with zstd; identical bytes are kept once.
create table ops.original (
    sha256 bytea primary key,
    size bigint not null,
    received_at timestamptz not null default now(),
    content bytea not null
);
alter table ops.original alter column content set storage external;

-- Which files a batch was read from, in the order of their parts.
create table ops.batch_file (
    batch_id bigint not null references ops.batch,
    part integer not null,
    name text not null,
    written_on date not null,
    sha256 bytea not null references ops.original,
    primary key (batch_id, part)
);
create index batch_file_original on ops.batch_file (sha256);

-- How many rows a file had that claimed to hold everything of an entity.
create table ops.full_file (
    batch_id bigint not null references ops.batch,
    entity text not null,
    row_count bigint not null,
    primary key (batch_id, entity)
);

-- Files that a person lets land though so little is in them; each is used up when it lands.
create table app.accepted_file (
    sha256 bytea primary key,
    accepted_by text not null,
    accepted_at timestamptz not null default now()
);
