-- cache-<n>.sqlite: a copy of the feed, rebuilt from it whenever the columns change. Money in cents, percentages in
-- hundredths of a point, days as ISO text.

-- The oldest layout whose app can still read this file. An app that adds to the tables leaves it; one that changes
-- what is in them raises it to its own layout.
create table format (
    oldest_reader integer not null
) strict;
insert into format values (1);

create table gold_projects (
    project_key integer primary key,
    job_number text not null,
    project_name text not null,
    status text not null,
    project_manager text,
    client text,
    original_contract_cents integer,
    contract_to_date_cents integer,
    schedule_file text,
    schedule_file_reason text
) strict;

create table gold_pay_applications (
    project_key integer not null,
    application integer not null,
    period_to text not null,
    period_to_source text not null,
    billed_to_date_cents integer,
    retainage_cents integer,
    submitted_on text,
    certified_on text,
    paid_on text,
    primary key (project_key, application)
) strict, without rowid;

create table gold_change_orders (
    project_key integer not null,
    number text not null,
    description text,
    status text not null,
    amount_cents integer not null,
    executed_on text,
    primary key (project_key, number)
) strict, without rowid;

create table gold_schedule_versions (
    version_key integer primary key,
    project_key integer not null,
    file text not null,
    data_date text not null,
    data_date_source text not null,
    schedule_percent_bp integer,
    start text,
    finish text,
    task_count integer not null,
    of_record integer not null,
    removed_on text
) strict;
create index version_project on gold_schedule_versions (project_key, data_date);

create table gold_schedule_health (
    project_key integer not null,
    month_end text not null,
    version_key integer,
    data_date text,
    application integer,
    period_to text,
    schedule_percent_bp integer,
    financial_percent_bp integer,
    billed_cents integer,
    contract_sum_cents integer,
    variance_bp integer,
    light text,
    carried integer not null,
    red_months integer not null,
    alert integer not null,
    primary key (project_key, month_end)
) strict, without rowid;

-- Pages of a pull that is not complete yet; readers never see them.
create table staged_page (
    page integer primary key,
    lines text not null
) strict;

-- What the laptop knows of the feed: `cursor`, and the staged pull's next `page_cursor`.
create table feed_state (
    name text primary key,
    value text not null
) strict, without rowid;
