-- Gold: the fed tables, as laptops keep them (crates/feed/src/tables.rs), and the log of what changed in them.

create table gold.gold_projects (
    project_key bigint primary key,
    job_number text not null,
    project_name text not null,
    status text not null,
    project_manager text,
    client text,
    original_contract numeric(14, 2),
    contract_to_date numeric(14, 2),
    schedule_file text,
    schedule_file_reason text
);

create table gold.gold_pay_applications (
    project_key bigint not null,
    application integer not null,
    period_to date not null,
    period_to_source text not null,
    billed_to_date numeric(14, 2),
    retainage numeric(14, 2),
    submitted_on date,
    certified_on date,
    paid_on date,
    primary key (project_key, application)
);

create table gold.gold_change_orders (
    project_key bigint not null,
    number text not null,
    description text,
    status text not null,
    amount numeric(14, 2) not null,
    executed_on date,
    primary key (project_key, number)
);

create table gold.gold_schedule_versions (
    version_key bigint primary key,
    project_key bigint not null,
    file text not null,
    data_date date not null,
    data_date_source text not null,
    schedule_percent numeric(20, 2),
    start date,
    finish date,
    task_count integer not null,
    of_record boolean not null,
    removed_on date
);
create index version_project on gold.gold_schedule_versions (project_key);

create table gold.gold_schedule_health (
    project_key bigint not null,
    month_end date not null,
    version_key bigint,
    data_date date,
    application integer,
    period_to date,
    schedule_percent numeric(20, 2),
    financial_percent numeric(20, 2),
    billed numeric(14, 2),
    contract_sum numeric(14, 2),
    variance numeric(20, 2),
    light text check (light in ('green', 'yellow', 'red')),
    carried boolean not null,
    red_months integer not null,
    alert boolean not null,
    primary key (project_key, month_end)
);

-- Who this warehouse is: a cursor of another one is worth nothing here.
create table sync.identity (
    only_row boolean primary key default true check (only_row),
    epoch uuid not null default gen_random_uuid(),
    signing_key bytea not null default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
);
insert into sync.identity default values;

create table sync.change_log (
    publish_no bigint not null,
    table_name text not null,
    row_key jsonb not null,
    op text not null check (op in ('upsert', 'delete')),
    old_scope text,
    new_scope text,
    primary key (publish_no, table_name, row_key)
);

create sequence sync.publish_no;

-- Changes of transactions that have not committed yet.
create unlogged table sync.pending (
    transaction xid8 not null default pg_current_xact_id(),
    table_name text not null,
    row_key jsonb not null,
    op text not null,
    primary key (transaction, table_name, row_key)
);

-- Transactions that have changes to publish: one row each, so that the commit publishes once however much changed.
create unlogged table sync.unpublished (
    transaction xid8 primary key default pg_current_xact_id()
);

-- Arguments: the primary key's columns.
create function sync.note_change() returns trigger language plpgsql as $$
declare
    changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
    key jsonb := '{}';
    part text;
begin
    foreach part in array tg_argv loop
        key := key || jsonb_build_object(part, changed -> part);
    end loop;
    insert into sync.pending (table_name, row_key, op)
    values (tg_table_name, key, case when tg_op = 'DELETE' then 'delete' else 'upsert' end)
    on conflict (transaction, table_name, row_key) do update set op = excluded.op;
    insert into sync.unpublished default values on conflict do nothing;
    return null;
end $$;

-- Runs when the transaction commits. The lock is held until the commit is visible, so publish numbers become
-- visible in their order and a cursor never steps over one.
create function sync.publish() returns trigger language plpgsql as $$
declare
    number bigint;
begin
    delete from sync.unpublished where transaction = pg_current_xact_id();
    perform pg_advisory_xact_lock(hashtext('sync.publish'));
    number := nextval('sync.publish_no');
    with mine as (
        delete from sync.pending where transaction = pg_current_xact_id() returning table_name, row_key, op
    )
    insert into sync.change_log (publish_no, table_name, row_key, op) select number, table_name, row_key, op from mine;
    return null;
end $$;

create constraint trigger publish after insert on sync.unpublished
    deferrable initially deferred for each row execute function sync.publish();

create trigger note_change after insert or update or delete on gold.gold_projects
    for each row execute function sync.note_change('project_key');
create trigger note_change after insert or update or delete on gold.gold_pay_applications
    for each row execute function sync.note_change('project_key', 'application');
create trigger note_change after insert or update or delete on gold.gold_change_orders
    for each row execute function sync.note_change('project_key', 'number');
create trigger note_change after insert or update or delete on gold.gold_schedule_versions
    for each row execute function sync.note_change('version_key');
create trigger note_change after insert or update or delete on gold.gold_schedule_health
    for each row execute function sync.note_change('project_key', 'month_end');
