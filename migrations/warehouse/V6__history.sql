-- rollback:
--   drop function silver.arrived(text);
--   drop view silver.dim_date, silver.current_project, silver.current_person, silver.employee_record, silver.dated_record;
--   drop table silver.fact_labor_hours, silver.fact_job_cost, silver.job_cost_codes, silver.job_extras, silver.dim_cost_code;
--   alter table silver.fact_change_orders drop column extra;
--   alter table silver.fact_pay_apps drop column extra, drop column retainage_completed, drop column retainage_stored,
--       drop column previous_certificates, drop column payment_due, drop column retainage_released;
--   delete from silver.fact_pay_app_lines where _deleted_at is not null;
--   alter table silver.fact_pay_app_lines drop column _deleted_at, drop column _deleted_how;
--   alter table silver.fact_schedule_activities drop column _source_system, drop column _ingested_at, drop column _batch_id,
--       drop column _hash_key;
--   alter table silver.fact_schedule_links drop column _source_system, drop column _ingested_at, drop column _batch_id,
--       drop column _hash_key;
--   alter table silver.schedule_of_record drop column _source_system, drop column _ingested_at, drop column _hash_key;
--   alter table silver.xref_project rename column _source_system to source_system;
--   alter table silver.xref_project drop column _ingested_at, drop column _hash_key;
--   alter table silver.dim_client drop column _hash_key;
--   alter table silver.project_member drop column _hash_key,
--       add column job_number text, add column project_name text, add column status text check (status in ('active', 'closed')),
--       add column project_manager_fk bigint, add column client_fk bigint references silver.dim_client,
--       add column original_contract numeric(14, 2), add column start_date date, add column finish_date date,
--       add column _batch_id bigint not null default 0, add column _hash_key bytea not null default '';
--   update silver.project_member m
--   set job_number = d.job_number, project_name = d.project_name, status = d.status, project_manager_fk = d.project_manager_fk,
--       client_fk = d.client_fk, original_contract = d.original_contract, start_date = d.start_date,
--       finish_date = d.finish_date
--   from silver.dim_project d where d.is_current and d.project_key = m.project_key;
--   alter table silver.person_member drop column _hash_key, drop column _deleted_at, drop column _deleted_how,
--       add column identity text, add column full_name text, add column email text;
--   update silver.person_member m
--   set full_name = d.full_name, email = d.email, identity = coalesce(d.email, (
--       select min(x.named_by || ' ' || x.source_id) from silver.xref_person x
--       where x.person_key = d.person_key and x.named_by = 'employee'
--   ), d.full_name)
--   from silver.dim_person d where d.is_current and d.person_key = m.person_key;
--   drop table silver.dim_project, silver.dim_person, silver.xref_person;
--   delete from silver.project_member where job_number is null or project_key = 0;
--   delete from silver.person_member where identity is null or person_key = 0;
--   delete from silver.dim_client where client_key = 0;
--   alter table silver.project_member alter column job_number set not null, alter column project_name set not null,
--       alter column status set not null, add foreign key (project_manager_fk) references silver.person_member (person_key);
--   alter table silver.person_member alter column identity set not null, alter column full_name set not null,
--       add unique (identity);
--   alter table silver.project_member rename constraint project_member_pkey to dim_project_pkey;
--   alter table silver.project_member rename to dim_project;
--   alter table silver.person_member rename constraint person_member_pkey to dim_person_pkey;
--   alter table silver.person_member rename to dim_person;
--   create index project_number on silver.dim_project (job_number);
--   delete from ops.asset_mark;
--   delete from refinery_schema_history where version = 6;

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
create index project_by_number on silver.dim_project (job_number) where is_current;
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

-- Facts are gone while their record's latest version says so, as members are. A blank extra is the base job.
alter table silver.fact_change_orders add column extra text not null default '';
alter table silver.fact_pay_apps
    add column extra text not null default '',
    -- G702 lines 5a, 5b, 7 and 8, and what was released of the retainage.
    add column retainage_completed numeric(14, 2),
    add column retainage_stored numeric(14, 2),
    add column previous_certificates numeric(14, 2),
    add column payment_due numeric(14, 2),
    add column retainage_released numeric(14, 2);
alter table silver.fact_pay_app_lines add column _deleted_at timestamptz, add column _deleted_how text;

alter table silver.fact_schedule_activities
    add column _source_system text not null default 'network_folder',
    add column _ingested_at timestamptz not null default now(),
    add column _batch_id bigint not null default 0,
    add column _hash_key bytea not null default '';
update silver.fact_schedule_activities a
set _batch_id = v._batch_id, _ingested_at = v._ingested_at
from silver.fact_schedule_versions v
where v.version_key = a.version_key;
alter table silver.fact_schedule_links
    add column _source_system text not null default 'network_folder',
    add column _ingested_at timestamptz not null default now(),
    add column _batch_id bigint not null default 0,
    add column _hash_key bytea not null default '';
update silver.fact_schedule_links l
set _batch_id = v._batch_id, _ingested_at = v._ingested_at
from silver.fact_schedule_versions v
where v.version_key = l.version_key;
alter table silver.schedule_of_record
    add column _source_system text not null default 'network_folder',
    add column _ingested_at timestamptz not null default now(),
    add column _hash_key bytea not null generated always as (decode(md5(file || ' ' || reason), 'hex')) stored;

-- The company's standard list, one for each Sage data folder. A job's own code is (job, extra, code, category).
create table silver.dim_cost_code (
    cost_code_key bigint generated always as identity primary key,
    instance text not null,
    cost_code text not null,
    description text,
    -- The code above as it is written; the key is null at the top, and where the list does not lead to the top.
    parent text,
    parent_key bigint references silver.dim_cost_code,
    depth integer not null,
    -- The codes from the top down to this one.
    path text[] not null,
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _hash_key bytea not null,
    _deleted_at timestamptz,
    _deleted_how text,
    unique (instance, cost_code)
);

-- Sub-jobs.
create table silver.job_extras (
    project_key bigint not null references silver.project_member,
    extra text not null,
    description text,
    status text not null check (status in ('active', 'closed')),
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _batch_id bigint not null,
    _hash_key bytea not null,
    _deleted_at timestamptz,
    _deleted_how text,
    primary key (project_key, extra)
);

-- The job's own codes: one row per budget line.
create table silver.job_cost_codes (
    project_key bigint not null references silver.project_member,
    extra text not null,
    cost_code text not null,
    category text not null,
    cost_code_key bigint not null references silver.dim_cost_code,
    description text,
    original_estimate numeric(14, 2),
    approved_changes numeric(14, 2),
    total_estimate numeric(14, 2),
    estimated_units numeric(18, 4),
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _batch_id bigint not null,
    _hash_key bytea not null,
    _deleted_at timestamptz,
    _deleted_how text,
    primary key (project_key, extra, cost_code, category)
);

-- One row per transaction of the payroll ledger: hours of a person on a code of a job on a day.
create table silver.fact_labor_hours (
    project_key bigint not null references silver.project_member,
    transaction text not null,
    person_key bigint not null references silver.person_member,
    cost_code_key bigint not null references silver.dim_cost_code,
    employee text not null,
    extra text not null,
    cost_code text not null,
    category text not null,
    work_date date not null,
    hours numeric(18, 4) not null,
    pay_type text,
    amount numeric(14, 2),
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _batch_id bigint not null,
    _hash_key bytea not null,
    _deleted_at timestamptz,
    _deleted_how text,
    primary key (project_key, transaction)
);
create index labor_of_unknown on silver.fact_labor_hours (employee) where person_key = 0;
create index labor_without_code on silver.fact_labor_hours (cost_code) where cost_code_key = 0;

-- One row per transaction of the job cost ledger.
create table silver.fact_job_cost (
    project_key bigint not null references silver.project_member,
    transaction text not null,
    cost_code_key bigint not null references silver.dim_cost_code,
    extra text not null,
    cost_code text not null,
    category text not null,
    -- As the ledger writes it.
    transaction_type text,
    accounting_date date not null,
    transaction_date date,
    vendor text,
    description text,
    units numeric(18, 4),
    amount numeric(14, 2) not null,
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _batch_id bigint not null,
    _hash_key bytea not null,
    _deleted_at timestamptz,
    _deleted_how text,
    primary key (project_key, transaction)
);
create index cost_without_code on silver.fact_job_cost (cost_code) where cost_code_key = 0;

-- Days, reckoned when they are read: the fiscal year begins in the month that was decided, else in January, and is
-- named for the calendar year in which it ends.
create view silver.dim_date as
select
    d.date_key, extract(year from d.date_key)::integer as year, extract(quarter from d.date_key)::integer as quarter, m.month,
    (date_trunc('month', d.date_key) + interval '1 month - 1 day')::date as month_end,
    -- Monday is 1.
    extract(isodow from d.date_key)::integer as day_of_week,
    extract(year from d.date_key)::integer + (s.first_month > 1 and m.month >= s.first_month)::integer as fiscal_year,
    (f.fiscal_month + 2) / 3 as fiscal_quarter, f.fiscal_month,
    'cds' as _source_system
from (
    select coalesce((select value::integer from ops.decided_by where decision = 'first_fiscal_month'), 1) as first_month
) s
cross join lateral (
    select day::date as date_key from generate_series(timestamp '1990-01-01', timestamp '2069-12-31', interval '1 day') day
) d
cross join lateral (select extract(month from d.date_key)::integer as month) m
cross join lateral (select (m.month + 12 - s.first_month) % 12 + 1 as fiscal_month) f;

-- What a fact refers to while its member is not known, or none is named.
insert into silver.dim_client (client_key, client_name, _source_system) overriding system value values (0, '(unknown)', 'cds');
insert into silver.dim_cost_code (cost_code_key, instance, cost_code, depth, path, _source_system, _hash_key)
overriding system value values (0, '', '(unknown)', 1, '{(unknown)}', 'cds', '');
insert into silver.person_member (person_key, _source_system) overriding system value values (0, 'cds');
insert into silver.project_member (project_key, _source_system) overriding system value values (0, 'cds');

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

-- Every version of every record with the day from which it holds: its own, else the export's, else that of its arrival.
create view silver.dated_record as
select *, coalesce((payload ->> 'effective_on')::date, _in_force_on) as holds_from
from bronze.record;

-- What an asset that is being built has not seen of the rows of jobs: those that have come, and those that waited for
-- their job. Plain enough for the planner to take into the query that asks.
create function silver.arrived(of_entity text) returns setof bronze.record language sql stable as $$
    select r.*
    from bronze.record r
    where r._source_system = 'sage300' and r.entity = of_entity and r.is_current
        and r._batch_id > current_setting('cds.after_batch')::bigint
    union all
    select r.*
    from bronze.record j
    join bronze.record r on r._source_system = 'sage300' and r.instance = j.instance and r.entity = of_entity
        and r.is_current and r.payload ->> 'job' = j.payload ->> 'job'
    where j._source_system = 'sage300' and j.entity = 'job' and j.version = 1
        and j._batch_id > current_setting('cds.after_batch')::bigint
        and r._batch_id <= current_setting('cds.after_batch')::bigint
$$;

-- Employees as the books have them: names come as `LAST; FIRST`, `LAST, FIRST` or plain.
create view silver.employee_record as
select
    r.instance, p.employee, r.version, r._batch_id, r._turn, r.holds_from, r.deleted_how, n.first_name, n.last_name,
    coalesce(n.first_name || ' ' || n.last_name, btrim(p.name), n.last_name, n.first_name, p.employee) as full_name,
    lower(p.email) as email, p.phone, p.hire_date, p.department, p.job_title, p.hourly_rate, p.status
from silver.dated_record r
cross join jsonb_to_record(r.payload) as p (
    employee text, name text, first_name text, last_name text, email text, phone text, hire_date date, department text,
    job_title text, hourly_rate numeric(18, 4), status text
)
cross join lateral (select substring(p.name from '[;,]') as sign) s
cross join lateral (
    select coalesce(p.first_name, nullif(btrim(split_part(p.name, s.sign, 2)), '')) as first_name,
        coalesce(p.last_name, nullif(btrim(split_part(p.name, s.sign, 1)), '')) as last_name
) n
where r._source_system = 'sage300' and r.entity = 'employee';

-- The histories are built from everything received.
delete from ops.asset_mark where asset in ('dim_project', 'fact_change_orders', 'fact_pay_apps');
