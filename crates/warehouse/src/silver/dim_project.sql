-- Jobs of the books become members of dim_project. A job already known from its folder keeps that member's key.
create temp table arrived on commit drop as
select
    r.instance,
    p.job as source_id,
    r._batch_id,
    p.job_number,
    coalesce(p.name, p.job_number) as project_name,
    coalesce(p.status, 'active') as status,
    p.project_manager,
    coalesce(lower(p.project_manager_email), p.project_manager) as manager_identity,
    lower(p.project_manager_email) as project_manager_email,
    p.client,
    p.original_contract,
    p.start_date,
    p.finish_date
from bronze.record r
cross join jsonb_to_record(r.payload) as p (
    job text, job_number text, name text, status text, project_manager text, project_manager_email text, client text,
    original_contract numeric, start_date date, finish_date date
)
where r._source_system = 'sage300' and r.entity = 'job' and r.is_current
    and r._batch_id > current_setting('cds.after_batch')::bigint;

insert into silver.dim_client (client_name, _source_system)
select distinct client, 'sage300' from arrived where client is not null
on conflict (client_name) do nothing;

insert into silver.dim_person (identity, full_name, email, _source_system)
select distinct on (manager_identity) manager_identity, coalesce(project_manager, manager_identity), project_manager_email, 'sage300'
from arrived where manager_identity is not null order by manager_identity, _batch_id desc, project_manager
on conflict (identity) do update set full_name = excluded.full_name
where dim_person.full_name <> excluded.full_name;

-- A new name of a manager shows on all of the manager's jobs.
insert into ops.touched_project
select d.project_key
from silver.dim_project d
join silver.dim_person p on p.person_key = d.project_manager_fk
where p.identity in (select manager_identity from arrived)
on conflict do nothing;

-- Members known only from a folder, by number; a number two members carry names neither.
insert into silver.xref_project
select distinct on (d.project_key) 'sage300', a.instance, a.source_id, d.project_key
from arrived a
join silver.dim_project d on d.job_number = a.job_number and d._source_system = 'network_folder'
where not exists (
    select from silver.xref_project x
    where x.source_system = 'sage300' and x.instance = a.instance and x.source_id = a.source_id
)
and (select count(*) from silver.dim_project same where same.job_number = a.job_number) = 1
order by d.project_key, a.source_id;

create temp table unknown on commit drop as
select a.*, nextval(pg_get_serial_sequence('silver.dim_project', 'project_key')) as project_key
from arrived a
where not exists (
    select from silver.xref_project x
    where x.source_system = 'sage300' and x.instance = a.instance and x.source_id = a.source_id
)
order by a.job_number;

insert into silver.dim_project (project_key, job_number, project_name, status, _source_system, _batch_id, _hash_key)
overriding system value
select project_key, job_number, project_name, status, 'sage300', _batch_id, '' from unknown;

insert into silver.xref_project select 'sage300', instance, source_id, project_key from unknown;

with desired as (
    select
        x.project_key, a.job_number, a.project_name, a.status, p.person_key, c.client_key, a.original_contract, a.start_date,
        a.finish_date, a._batch_id,
        decode(md5(row(a.job_number, a.project_name, a.status, p.person_key, c.client_key, a.original_contract, a.start_date,
            a.finish_date)::text), 'hex') as _hash_key
    from arrived a
    join silver.xref_project x on x.source_system = 'sage300' and x.instance = a.instance and x.source_id = a.source_id
    left join silver.dim_person p on p.identity = a.manager_identity
    left join silver.dim_client c on c.client_name = a.client
), written as (
    update silver.dim_project d
    set job_number = n.job_number, project_name = n.project_name, status = n.status, project_manager_fk = n.person_key,
        client_fk = n.client_key, original_contract = n.original_contract, start_date = n.start_date,
        finish_date = n.finish_date, _source_system = 'sage300', _ingested_at = now(), _batch_id = n._batch_id,
        _hash_key = n._hash_key
    from desired n
    where n.project_key = d.project_key and d._hash_key <> n._hash_key
    returning d.project_key
)
insert into ops.touched_project select project_key from written on conflict do nothing;
