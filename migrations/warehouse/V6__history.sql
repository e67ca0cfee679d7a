-- rollback:
--   ROLLBACK

-- Members and their versions. A member has its key in a table of its own, which facts and cross-references refer to;
-- the dimension has the versions of its members, each in force from a day up to the next one's.
alter table silver.dim_project rename to project_member;
alter table silver.project_member rename constraint dim_project_pkey to project_member_pkey;

create table silver.dim_project (
    project_version_key bigint generated always as identity primary key,
    project_key bigint not null references silver.project_member,
    effective_from date not null default '-infinity',
    -- The day from which the next version is in force.
    effective_to date not null default 'infinity',
    is_current boolean not null generated always as (effective_to = 'infinity') stored,
    job_number text not null,
    project_name text not null,
    status text not null check (status in ('active', 'closed')),
    project_manager_fk bigint,
    client_fk bigint references silver.dim_client,
    -- The sum of the total estimates of the job's cost codes.
    budget_amount numeric(14, 2),
    original_contract numeric(14, 2),
    start_date date,
    finish_date date,
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _hash_key bytea not null,
    check (effective_from < effective_to),
    unique (project_key, effective_from),
    unique (project_key, effective_to) deferrable initially deferred
);
insert into silver.dim_project (
    project_key, job_number, project_name, status, project_manager_fk, client_fk, original_contract, start_date, finish_date,
    _source_system, _ingested_at, _hash_key
)
select
    project_key, job_number, project_name, status, project_manager_fk, client_fk, original_contract, start_date, finish_date,
    _source_system, _ingested_at, _hash_key
from silver.project_member;
create index project_number on silver.dim_project (job_number) where is_current;
create index project_by_manager on silver.dim_project (project_manager_fk) where is_current;

alter table silver.project_member
    drop column job_number, drop column project_name, drop column status, drop column project_manager_fk,
    drop column client_fk, drop column original_contract, drop column start_date, drop column finish_date,
    drop column _batch_id, drop column _hash_key;

alter table silver.dim_person rename to person_member;
alter table silver.person_member rename constraint dim_person_pkey to person_member_pkey;

create table silver.dim_person (
    person_version_key bigint generated always as identity primary key,
    person_key bigint not null references silver.person_member,
    effective_from date not null default '-infinity',
    effective_to date not null default 'infinity',
    is_current boolean not null generated always as (effective_to = 'infinity') stored,
    full_name text not null,
    first_name text,
    last_name text,
    email text,
    phone text,
    hire_date date,
    department text,
    job_title text,
    hourly_rate numeric(18, 4),
    active_status text check (active_status in ('active', 'inactive')),
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _hash_key bytea not null,
    check (effective_from < effective_to),
    unique (person_key, effective_from),
    unique (person_key, effective_to) deferrable initially deferred
);
create index person_email on silver.dim_person (email) where is_current;
insert into silver.dim_person (person_key, full_name, email, _source_system, _ingested_at, _hash_key)
select person_key, full_name, email, _source_system, _ingested_at, '' from silver.person_member;

-- Who a person is: an employee of the books, an e-mail address in lower case, or a name that came without one.
create table silver.xref_person (
    _source_system text not null,
    -- Empty for addresses and names, which mean the same everywhere.
    instance text not null,
    named_by text not null check (named_by in ('employee', 'email', 'name')),
    source_id text not null,
    person_key bigint not null references silver.person_member,
    _ingested_at timestamptz not null default now(),
    _hash_key bytea not null generated always as (decode(md5(instance || ' ' || named_by || ' ' || source_id), 'hex')) stored,
    primary key (instance, named_by, source_id)
);
create index xref_by_person on silver.xref_person (person_key);
insert into silver.xref_person (_source_system, instance, named_by, source_id, person_key)
select _source_system, '', case when email is null then 'name' else 'email' end, identity, person_key
from silver.person_member;

alter table silver.person_member drop column identity, drop column full_name, drop column email;
alter table silver.dim_project add foreign key (project_manager_fk) references silver.person_member (person_key);

-- A member's record is gone while the latest version of it says so; its history and its facts stay.
alter table silver.project_member add column _hash_key bytea not null
    generated always as (decode(md5(project_key::text), 'hex')) stored;
alter table silver.person_member
    add column _hash_key bytea not null generated always as (decode(md5(person_key::text), 'hex')) stored,
    add column _deleted_at timestamptz,
    add column _deleted_how text;

alter table silver.xref_project rename column source_system to _source_system;
alter table silver.xref_project
    add column _ingested_at timestamptz not null default now(),
    add column _hash_key bytea not null generated always as (decode(md5(instance || ' ' || source_id), 'hex')) stored;

alter table silver.dim_client add column _hash_key bytea not null generated always as (decode(md5(client_name), 'hex')) stored;

-- What a fact refers to while its member is not known, or none is named.
insert into silver.dim_client (client_key, client_name, _source_system) overriding system value values (0, '(unknown)', 'cds');
insert into silver.person_member (person_key, _source_system) overriding system value values (0, 'cds');
insert into silver.dim_person (person_key, full_name, _source_system, _hash_key) values (0, '(unknown)', 'cds', '');
insert into silver.project_member (project_key, _source_system) overriding system value values (0, 'cds');
insert into silver.dim_project (project_key, job_number, project_name, status, _source_system, _hash_key)
values (0, '(unknown)', '(unknown)', 'active', 'cds', '');

-- The jobs there are, as they are now.
create view silver.current_project as
select d.*
from silver.dim_project d
join silver.project_member m using (project_key)
where d.is_current and m._deleted_at is null and d.project_key <> 0;

-- Everybody who is known, as they are now. One whose record is gone may still be named by a job.
create view silver.current_person as
select d.*, m._deleted_at, m._deleted_how
from silver.dim_person d
join silver.person_member m using (person_key)
where d.is_current and d.person_key <> 0;

-- Every version of every record with the day from which it holds: its own, else the export's, else the business day
-- of the run that received it.
create view silver.dated_record as
select r.*, coalesce((r.payload ->> 'effective_on')::date, n.as_of, b.landed_at::date) as holds_from
from bronze.record r
join ops.batch b on b.batch_id = r._batch_id
left join ops.run n using (run_id);

-- Employees as the books have them: names come as `LAST; FIRST`, `LAST, FIRST` or plain.
create view silver.employee_record as
select
    r.instance, p.employee, r.version, r._batch_id, r.holds_from, r.deleted_how, n.first_name, n.last_name,
    coalesce(n.first_name || ' ' || n.last_name, btrim(p.name), n.last_name, n.first_name, p.employee) as full_name,
    lower(p.email) as email, p.phone, p.hire_date, p.department, p.job_title, p.hourly_rate, p.status
from silver.dated_record r
cross join jsonb_to_record(r.payload) as p (
    employee text, name text, first_name text, last_name text, email text, phone text, hire_date date, department text,
    job_title text, hourly_rate numeric, status text
)
cross join lateral (select substring(p.name from '[;,]') as sign) s
cross join lateral (
    select coalesce(p.first_name, nullif(btrim(split_part(p.name, s.sign, 2)), '')) as first_name,
        coalesce(p.last_name, nullif(btrim(split_part(p.name, s.sign, 1)), '')) as last_name
) n
where r._source_system = 'sage300' and r.entity = 'employee';

-- The histories are built from everything received.
delete from ops.asset_mark where asset = 'dim_project';
