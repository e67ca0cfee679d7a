-- rollback:
--   do $$
--   declare
--       limited regclass;
--   begin
--       for limited in select distinct polrelid::regclass from pg_policy where polname = 'scope' loop
--           execute format('drop policy pipeline on %s', limited);
--           execute format('drop policy scope on %s', limited);
--           execute format('alter table %s no force row level security, disable row level security', limited);
--           execute format('revoke all on %s from cds_api', limited);
--       end loop;
--   end $$;
--   revoke usage on schema gold, sync from cds_api;
--   drop function sync.feed_by_scope(regclass), sync.sees_everything(), sync.newest(), sync.viewer();
--   create or replace function sync.note_change() returns trigger language plpgsql as $$
--   declare
--       changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
--       key jsonb := '{}';
--       part text;
--   begin
--       foreach part in array tg_argv loop
--           key := key || jsonb_build_object(part, changed -> part);
--       end loop;
--       insert into sync.pending (table_name, row_key, op)
--       values (tg_table_name, key, case when tg_op = 'DELETE' then 'delete' else 'upsert' end)
--       on conflict (transaction, table_name, row_key) do update set op = excluded.op;
--       insert into sync.unpublished default values on conflict do nothing;
--       return null;
--   end $$;
--   create or replace function sync.publish() returns trigger language plpgsql as $$
--   declare
--       number bigint;
--   begin
--       delete from sync.unpublished where transaction = pg_current_xact_id();
--       perform pg_advisory_xact_lock(hashtext('sync.publish'));
--       number := nextval('sync.publish_no');
--       with mine as (
--           delete from sync.pending where transaction = pg_current_xact_id() returning table_name, row_key, op
--       )
--       insert into sync.change_log (publish_no, table_name, row_key, op) select number, table_name, row_key, op from mine;
--       return null;
--   end $$;
--   drop table sync.user_project, sync.scope_log, sync.pending_scope;
--   drop function sync.note_scope();
--   alter table sync.pending drop column old_scope, drop column new_scope;
--   drop index sync.change_out_of, sync.change_into;
--   drop table app.user_token, app.user_grant, app.user_role, app.user_account;
--   delete from refinery_schema_history where version = 7;
-- The roles cds_pipeline and cds_api stay: they belong to the server, and other databases of it may use them.

-- Who may see which rows. The login that the service comes with owns the tables and is a member of both roles: as
-- cds_pipeline it sees everything, as cds_api what an account may see.
do $$
declare
    role_name text;
begin
    foreach role_name in array array['cds_pipeline', 'cds_api'] loop
        if to_regrole(role_name) is null then
            begin
                execute format('create role %I nologin', role_name);
            exception when duplicate_object or unique_violation then
                -- Another warehouse of this server has made it meanwhile.
            end;
        end if;
        if not pg_has_role(current_user, role_name, 'member') then
            execute format('grant %I to %I', role_name, current_user);
        end if;
    end loop;
exception when insufficient_privilege then
    raise exception 'the user % may not make the roles cds_pipeline and cds_api. An administrator of the server has to run, as far as they are missing: create role cds_pipeline nologin; create role cds_api nologin; grant cds_pipeline, cds_api to %;',
        current_user, quote_ident(current_user);
end $$;

create table app.user_account (
    user_key bigint generated always as identity primary key,
    email text not null unique check (email = lower(email)),
    full_name text not null,
    active boolean not null default true,
    created_at timestamptz not null default now()
);

create table app.user_role (
    user_key bigint not null references app.user_account,
    role text not null check (role in ('estimator', 'pm', 'field', 'finance', 'leadership', 'admin')),
    primary key (user_key, role)
);

-- A job that an account may see whoever manages it.
create table app.user_grant (
    user_key bigint not null references app.user_account,
    project_key bigint not null references silver.project_member,
    granted_by text not null,
    granted_at timestamptz not null default now(),
    primary key (user_key, project_key)
);

-- A token is kept as its SHA-256 and told once.
create table app.user_token (
    token_hash bytea primary key,
    user_key bigint not null references app.user_account,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz
);
create index token_of_user on app.user_token (user_key);

-- Whoever holds the development token.
insert into app.user_account (user_key, email, full_name) overriding system value
values (0, 'development-token', 'The development token');
insert into app.user_role values (0, 'admin');

-- The jobs that an account may see as the manager or by grant, resolved.
create table sync.user_project (
    user_key bigint not null references app.user_account,
    project_key bigint not null,
    primary key (user_key, project_key)
);

-- How that came to be, under the publish numbers of the feed.
create table sync.scope_log (
    user_key bigint not null,
    project_key bigint not null,
    publish_no bigint not null,
    gained boolean not null,
    primary key (user_key, project_key, publish_no)
);
create index scope_published on sync.scope_log (publish_no);

create unlogged table sync.pending_scope (
    transaction xid8 not null default pg_current_xact_id(),
    user_key bigint not null,
    project_key bigint not null,
    gained boolean not null,
    primary key (transaction, user_key, project_key)
);

create function sync.note_scope() returns trigger language plpgsql as $$
declare
    changed sync.user_project := case when tg_op = 'DELETE' then old else new end;
begin
    insert into sync.pending_scope (user_key, project_key, gained)
    values (changed.user_key, changed.project_key, tg_op = 'INSERT')
    on conflict (transaction, user_key, project_key) do update set gained = excluded.gained;
    insert into sync.unpublished default values on conflict do nothing;
    return null;
end $$;
create trigger note_scope after insert or delete on sync.user_project
    for each row execute function sync.note_scope();

-- The job a row belonged to before a change and after it: null where there was or is no row.
alter table sync.pending add column old_scope text, add column new_scope text;

create or replace function sync.note_change() returns trigger language plpgsql as $$
declare
    was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    is_now jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    key jsonb := '{}';
    part text;
begin
    foreach part in array tg_argv loop
        key := key || jsonb_build_object(part, coalesce(is_now, was) -> part);
    end loop;
    insert into sync.pending (table_name, row_key, op, old_scope, new_scope)
    values (tg_table_name, key, case when tg_op = 'DELETE' then 'delete' else 'upsert' end,
        was ->> 'project_key', is_now ->> 'project_key')
    on conflict (transaction, table_name, row_key) do update set op = excluded.op, new_scope = excluded.new_scope;
    insert into sync.unpublished default values on conflict do nothing;
    return null;
end $$;

create or replace function sync.publish() returns trigger language plpgsql as $$
declare
    number bigint;
begin
    delete from sync.unpublished where transaction = pg_current_xact_id();
    perform pg_advisory_xact_lock(hashtext('sync.publish'));
    number := nextval('sync.publish_no');
    with mine as (
        delete from sync.pending where transaction = pg_current_xact_id()
        returning table_name, row_key, op, old_scope, new_scope
    )
    insert into sync.change_log (publish_no, table_name, row_key, op, old_scope, new_scope)
    select number, table_name, row_key, op, old_scope, new_scope from mine;
    with mine as (
        delete from sync.pending_scope where transaction = pg_current_xact_id() returning user_key, project_key, gained
    )
    insert into sync.scope_log (user_key, project_key, publish_no, gained)
    select user_key, project_key, number, gained from mine;
    return null;
end $$;

-- What was logged before scopes were. The job of a version that is gone by now is not known any more; nobody who sees
-- only some jobs has pulled yet, so nobody has to be told of it.
with job_of as (
    select c.publish_no, c.table_name, c.row_key,
        case when c.op = 'upsert' then coalesce(c.row_key ->> 'project_key', v.project_key::text) end as project_key
    from sync.change_log c
    left join gold.gold_schedule_versions v
        on c.table_name = 'gold_schedule_versions' and v.version_key = (c.row_key ->> 'version_key')::bigint
), scoped as (
    select publish_no, table_name, row_key, project_key,
        lag(project_key) over (partition by table_name, row_key order by publish_no) as before
    from job_of
)
update sync.change_log c set old_scope = s.before, new_scope = s.project_key
from scoped s
where (c.publish_no, c.table_name, c.row_key) = (s.publish_no, s.table_name, s.row_key);

create index change_out_of on sync.change_log (old_scope, publish_no);
create index change_into on sync.change_log (new_scope, publish_no);

-- Whose transaction this is; nobody's where it was not set, and nobody sees nothing.
create function sync.viewer() returns bigint language sql stable as $$
    select nullif(current_setting('cds.user_key', true), '')::bigint
$$;

create function sync.sees_everything() returns boolean language sql stable security definer set search_path = '' as $$
    select exists (
        select from app.user_role r
        join app.user_account a using (user_key)
        where r.user_key = sync.viewer() and a.active and r.role in ('finance', 'leadership', 'admin')
    )
$$;

-- The last number there is, whoever asks: a cursor has to pass what it may not see.
create function sync.newest() returns bigint language sql stable security definer set search_path = '' as $$
    select greatest(
        (select coalesce(max(publish_no), 0) from sync.change_log),
        (select coalesce(max(publish_no), 0) from sync.scope_log)
    )
$$;

-- Every fed table is given to this function; its rows carry project_key. The comparison is with an array that is made
-- once for the statement: a function or a join asked for each row takes many times as long.
create function sync.feed_by_scope(fed regclass) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security, force row level security', fed);
    execute format('create policy pipeline on %s to cds_pipeline using (true) with check (true)', fed);
    execute format('create policy scope on %s for select to cds_api using (
        (select sync.sees_everything()) or project_key = any (array(
            select project_key from sync.user_project where user_key = (select sync.viewer()))))', fed);
    execute format('grant select on %s to cds_api', fed);
end $$;

select sync.feed_by_scope(format('gold.%I', tablename)::regclass) from pg_tables where schemaname = 'gold';

alter table sync.change_log enable row level security, force row level security;
create policy pipeline on sync.change_log to cds_pipeline using (true) with check (true);
create policy scope on sync.change_log for select to cds_api using (
    (select sync.sees_everything())
    or old_scope = any (array(select project_key::text from sync.scope_log where user_key = (select sync.viewer())))
    or new_scope = any (array(select project_key::text from sync.scope_log where user_key = (select sync.viewer())))
);

alter table sync.user_project enable row level security, force row level security;
create policy pipeline on sync.user_project to cds_pipeline using (true) with check (true);
create policy scope on sync.user_project for select to cds_api using (user_key = (select sync.viewer()));

alter table sync.scope_log enable row level security, force row level security;
create policy pipeline on sync.scope_log to cds_pipeline using (true) with check (true);
create policy scope on sync.scope_log for select to cds_api using (user_key = (select sync.viewer()));

grant usage on schema gold, sync to cds_api;
grant select on sync.change_log, sync.user_project, sync.scope_log to cds_api;
