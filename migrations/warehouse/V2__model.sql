-- Silver: the conformed model of this path. Members have durable keys, given once in a cross-reference and never
-- reused; facts have natural grain keys. Deletes are soft.

create table silver.dim_client (
    client_key bigint generated always as identity primary key,
    client_name text not null unique,
    _source_system text not null,
    _ingested_at timestamptz not null default now()
);

create table silver.dim_person (
    person_key bigint generated always as identity primary key,
    -- The e-mail address in lower case where there is one, else the name: what makes two rows one person here.
    identity text not null unique,
    full_name text not null,
    email text,
    _source_system text not null,
    _ingested_at timestamptz not null default now()
);

create table silver.dim_project (
    project_key bigint generated always as identity primary key,
    job_number text not null,
    project_name text not null,
    status text not null check (status in ('active', 'closed')),
    project_manager_fk bigint references silver.dim_person,
    client_fk bigint references silver.dim_client,
    original_contract numeric(14, 2),
    start_date date,
    finish_date date,
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _batch_id bigint not null,
    _hash_key bytea not null,
    _deleted_at timestamptz,
    _deleted_how text
);
create index project_number on silver.dim_project (job_number);

-- Which member a source's record is. Several sources may name one member; a member is never named anew.
create table silver.xref_project (
    source_system text not null,
    instance text not null,
    source_id text not null,
    project_key bigint not null references silver.dim_project,
    primary key (source_system, instance, source_id)
);
create index xref_by_project on silver.xref_project (project_key);

-- One row per (project, application number), never per date.
create table silver.fact_pay_apps (
    project_key bigint not null references silver.dim_project,
    application integer not null,
    period_to date,
    submitted_on date,
    published_on date,
    certified_on date,
    paid_on date,
    -- G702 line 4, gross of retainage; null while the lines are missing.
    billed_to_date numeric(14, 2),
    retainage numeric(14, 2),
    line_count integer not null,
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _batch_id bigint not null,
    _hash_key bytea not null,
    _deleted_at timestamptz,
    _deleted_how text,
    primary key (project_key, application)
);

-- G703: one row per schedule-of-values line of an application, columns C to I.
create table silver.fact_pay_app_lines (
    project_key bigint not null references silver.dim_project,
    application integer not null,
    line text not null,
    description text,
    scheduled_value numeric(14, 2),
    previous numeric(14, 2),
    this_period numeric(14, 2),
    stored numeric(14, 2),
    completed_to_date numeric(14, 2),
    retainage numeric(14, 2),
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _batch_id bigint not null,
    _hash_key bytea not null,
    primary key (project_key, application, line)
);

create table silver.fact_change_orders (
    project_key bigint not null references silver.dim_project,
    number text not null,
    description text,
    status text not null check (status in ('pending', 'executed', 'void')),
    amount numeric(14, 2) not null,
    submitted_on date,
    executed_on date,
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _batch_id bigint not null,
    _hash_key bytea not null,
    _deleted_at timestamptz,
    _deleted_how text,
    primary key (project_key, number)
);

-- A version is (job, schedule file, content).
create table silver.fact_schedule_versions (
    version_key bigint generated always as identity primary key,
    project_key bigint not null references silver.dim_project,
    file text not null,
    content_hash text not null,
    modified_at timestamptz not null,
    data_date date not null,
    data_date_source text not null check (data_date_source in ('status_date', 'name', 'last_saved', 'file_time', 'person')),
    project_guid text,
    start_on timestamp,
    finish_on timestamp,
    task_count integer not null,
    actual_minutes numeric(18, 4) not null,
    duration_minutes numeric(18, 4) not null,
    -- Whether the file on a share holds this content now, as far as the last scan saw.
    on_share boolean not null,
    -- The business day on which the file was seen to be gone, for the content it then held.
    removed_on date,
    of_record boolean not null default false,
    _source_system text not null,
    _ingested_at timestamptz not null default now(),
    _batch_id bigint not null,
    _hash_key bytea not null,
    _deleted_at timestamptz,
    _deleted_how text,
    unique (project_key, file, content_hash)
);

create table silver.fact_schedule_activities (
    version_key bigint not null references silver.fact_schedule_versions on delete cascade,
    unique_id bigint not null,
    row_id bigint,
    name text,
    outline_level bigint,
    is_summary boolean not null,
    is_milestone boolean not null,
    is_active boolean not null,
    is_blank boolean not null,
    -- Neither summary, milestone, inactive nor blank: the plain rule reads it.
    counts boolean not null,
    start_on timestamp,
    finish_on timestamp,
    duration_minutes numeric(18, 4),
    actual_minutes numeric(18, 4),
    remaining_minutes numeric(18, 4),
    percent_complete numeric(7, 2),
    primary key (version_key, unique_id)
);

create table silver.fact_schedule_links (
    version_key bigint not null references silver.fact_schedule_versions on delete cascade,
    predecessor_id bigint not null,
    successor_id bigint not null,
    ordinal integer not null,
    link_type text not null check (link_type in ('FS', 'SS', 'FF', 'SF')),
    lag numeric(18, 4),
    lag_unit text,
    primary key (version_key, successor_id, ordinal)
);

-- Which file of a job is its schedule of record, and why.
create table silver.schedule_of_record (
    project_key bigint primary key references silver.dim_project,
    file text not null,
    reason text not null check (reason in ('pinned', 'pattern', 'continues', 'newest'))
);

-- A person's word on which file is of record.
create table app.schedule_pin (
    project_key bigint primary key references silver.dim_project,
    file text not null,
    pinned_by text not null,
    pinned_at timestamptz not null default now()
);
