-- The warehouse's rooms: bronze as received, silver conformed, gold as the laptops read it, ops for runs and
-- what went wrong, sync for the feed, app for what people decide here (a source of its own, never rebuilt).
create schema bronze;
create schema silver;
create schema gold;
create schema ops;
create schema sync;
create schema app;

create table ops.run (
    run_id bigint generated always as identity primary key,
    as_of date not null,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    outcome text not null default 'running' check (outcome in ('running', 'done', 'failed')),
    message text
);

-- One landed file, or one scan of a share. Every record received is in exactly one of the three counts.
create table ops.batch (
    batch_id bigint generated always as identity primary key,
    run_id bigint references ops.run,
    source_system text not null,
    instance text not null,
    place text not null,
    landed_at timestamptz not null default now(),
    received bigint not null,
    loaded bigint not null,
    unchanged bigint not null,
    quarantined bigint not null,
    constraint nothing_lost check (received = loaded + unchanged + quarantined)
);

-- What did not parse, as it came.
create table ops.quarantine (
    quarantine_id bigint generated always as identity primary key,
    batch_id bigint not null references ops.batch,
    place text not null,
    row_number bigint,
    field text,
    reason text not null,
    original bytea not null
);

-- Where a source stands: committed with the records it stands behind.
create table ops.source_state (
    source_system text not null,
    instance text not null,
    state jsonb not null,
    primary key (source_system, instance)
);

-- The last batch an asset has seen.
create table ops.asset_mark (
    asset text primary key,
    batch_id bigint not null
);

-- Jobs whose silver changed and whose gold is still to follow.
create table ops.touched_project (
    project_key bigint primary key
);

-- What a decision that concerns every job was last made by: the month of today and the billed basis, a pattern,
-- the roots that are scanned.
create table ops.decided_by (
    decision text primary key,
    value text not null
);

create table bronze.record (
    _source_system text not null,
    instance text not null,
    entity text not null,
    source_id text not null,
    version integer not null,
    is_current boolean not null default true,
    payload jsonb not null,
    deleted_how text check (deleted_how in ('tombstone', 'absent', 'reconciled')),
    _hash_key bytea not null,
    _batch_id bigint not null references ops.batch,
    _ingested_at timestamptz not null default now(),
    primary key (_source_system, instance, entity, source_id, version)
);
create unique index record_current on bronze.record (_source_system, instance, entity, source_id) where is_current;
create index record_batch on bronze.record (entity, _batch_id);
create index record_job on bronze.record (instance, entity, (payload ->> 'job')) where is_current;
comment on column bronze.record.deleted_how is 'Set on a version that says the record is gone, with how that was seen.';
