-- Jobs of the books become members. A job already known from its folder keeps that member's key.
create temp table arrived on commit drop as
select distinct r.instance, r.payload ->> 'job' as job
from bronze.record r
where r._source_system = 'sage300' and r.entity in ('job', 'job_cost_code')
    and r._batch_id > current_setting('cds.after_batch')::bigint;

create temp table history on commit drop as
select
    a.instance, a.job, r.version, r._turn, r.holds_from, r.deleted_how, p.job_number, coalesce(p.name, p.job_number) as project_name,
    coalesce(p.status, 'active') as status, p.project_manager, p.project_manager_email, p.client, p.original_contract,
    p.start_date, p.finish_date
from arrived a
join bronze.record c on c._source_system = 'sage300' and c.instance = a.instance and c.entity = 'job' and c.is_current
    and c.payload ->> 'job' = a.job
join silver.dated_record r on r._source_system = c._source_system and r.instance = c.instance and r.entity = c.entity
    and r.source_id = c.source_id
cross join jsonb_to_record(r.payload) as p (
    job_number text, name text, status text, project_manager text, project_manager_email text, client text,
    original_contract numeric(14, 2), start_date date, finish_date date
);

create temp table present on commit drop as
select distinct on (instance, job) * from history order by instance, job, holds_from desc, _turn desc, version desc;

insert into silver.dim_client (client_name, _source_system)
select distinct client, 'sage300' from history where client is not null order by client
on conflict (client_name) do nothing;

-- Members known only from a folder, by number; a number two members carry names neither.
insert into silver.xref_project (_source_system, instance, source_id, project_key)
select distinct on (d.project_key) 'sage300', p.instance, p.job, d.project_key
from present p
join silver.dim_project d on d.is_current and d.job_number = p.job_number
where not exists (
    select from silver.xref_project x
    where x._source_system = 'sage300' and (x.instance = p.instance and x.source_id = p.job or x.project_key = d.project_key)
)
and (select count(*) from silver.dim_project same where same.is_current and same.job_number = p.job_number) = 1
order by d.project_key, p.job;

create temp table unknown on commit drop as
select p.instance, p.job, nextval(pg_get_serial_sequence('silver.project_member', 'project_key')) as project_key
from present p
where not exists (
    select from silver.xref_project x
    where x._source_system = 'sage300' and x.instance = p.instance and x.source_id = p.job
)
order by p.job_number, p.job;

insert into silver.project_member (project_key, _source_system) overriding system value
select project_key, 'sage300' from unknown;

insert into silver.xref_project (_source_system, instance, source_id, project_key)
select 'sage300', instance, job, project_key from unknown;

-- By how much each day moved the sum of the estimates, and the number of those there are.
create temp table budget_change on commit drop as
select instance, job, holds_from, sum(moved) as moved, sum(given) as given
from (
    select
        a.instance, a.job, r.holds_from,
        coalesce(e.estimate, 0) - coalesce(lag(e.estimate) over record, 0) as moved,
        (e.estimate is not null)::integer - (lag(e.estimate) over record is not null)::integer as given
    from arrived a
    join bronze.record c on c._source_system = 'sage300' and c.instance = a.instance and c.entity = 'job_cost_code'
        and c.is_current and c.payload ->> 'job' = a.job
    join silver.dated_record r on r._source_system = c._source_system and r.instance = c.instance and r.entity = c.entity
        and r.source_id = c.source_id
    cross join lateral (
        select case when r.deleted_how is null then (r.payload ->> 'total_estimate')::numeric(14, 2) end as estimate
    ) e
    window record as (partition by r.instance, r.source_id order by r.holds_from, r._turn, r.version)
) step
group by instance, job, holds_from;

-- A member's versions, from everything that was ever said of it, whatever the order in which it came: what held on
-- each day on which something changed. Of two records of one day the one received later counts.
create temp table desired on commit drop as
with point as (
    select instance, job, holds_from from history where deleted_how is null
    union
    select instance, job, holds_from from budget_change
), day as (
    select x.project_key, t.holds_from, h.status, m.person_key, c.client_key, b.budget
    from point t
    join silver.xref_project x on x._source_system = 'sage300' and x.instance = t.instance and x.source_id = t.job
    cross join lateral (
        select * from history h
        where h.instance = t.instance and h.job = t.job and h.deleted_how is null
        -- The first that is known held before, too.
        order by h.holds_from > t.holds_from, abs(h.holds_from - t.holds_from), h._turn desc, h.version desc
        limit 1
    ) h
    cross join lateral (
        select case when sum(given) > 0 then sum(moved) end as budget from budget_change b
        where b.instance = t.instance and b.job = t.job and b.holds_from <= t.holds_from
    ) b
    left join silver.xref_person m on m.instance = ''
        and m.named_by = case when h.project_manager_email is null then 'name' else 'email' end
        and m.source_id = coalesce(lower(h.project_manager_email), h.project_manager)
    left join silver.dim_client c on c.client_name = h.client
), changed as (
    select *
    from (
        select *, row(status, person_key, client_key, budget)::text as state,
            lag(row(status, person_key, client_key, budget)::text) over (partition by project_key order by holds_from) as before
        from day
    ) step
    where before is distinct from state
), version as (
    select
        project_key, status, person_key, client_key, budget,
        case when row_number() over member = 1 then '-infinity' else holds_from end as effective_from,
        lead(holds_from, 1, 'infinity') over member as effective_to
    from changed
    window member as (partition by project_key order by holds_from)
)
select
    v.*, p.job_number, p.project_name, p.original_contract, p.start_date, p.finish_date,
    decode(md5(row(v.*, p.job_number, p.project_name, p.original_contract, p.start_date, p.finish_date)::text), 'hex') as _hash_key
from version v
join silver.xref_project x on x._source_system = 'sage300' and x.project_key = v.project_key
join present p on p.instance = x.instance and p.job = x.source_id;

with gone as (
    delete from silver.dim_project d
    where d.project_key in (select project_key from desired)
        and not exists (select from desired n where n.project_key = d.project_key and n.effective_from = d.effective_from)
    returning d.project_key
), kept as (
    insert into silver.dim_project as d (
        project_key, effective_from, effective_to, job_number, project_name, status, project_manager_fk, client_fk,
        budget_amount, original_contract, start_date, finish_date, _source_system, _hash_key
    )
    select
        project_key, effective_from, effective_to, job_number, project_name, status, person_key, client_key, budget,
        original_contract, start_date, finish_date, 'sage300', _hash_key
    from desired
    on conflict (project_key, effective_from) do update set
        effective_to = excluded.effective_to, job_number = excluded.job_number, project_name = excluded.project_name,
        status = excluded.status, project_manager_fk = excluded.project_manager_fk, client_fk = excluded.client_fk,
        budget_amount = excluded.budget_amount, original_contract = excluded.original_contract,
        start_date = excluded.start_date, finish_date = excluded.finish_date, _source_system = excluded._source_system,
        _ingested_at = now(), _hash_key = excluded._hash_key
    where d._hash_key <> excluded._hash_key
    returning d.project_key
), marked as (
    update silver.project_member m
    set _deleted_how = p.deleted_how, _deleted_at = case when p.deleted_how is not null then now() end
    from present p
    join silver.xref_project x on x._source_system = 'sage300' and x.instance = p.instance and x.source_id = p.job
    where m.project_key = x.project_key and m._deleted_how is distinct from p.deleted_how
    returning m.project_key
)
insert into ops.touched_project
select project_key from gone union select project_key from kept union select project_key from marked
on conflict do nothing;

insert into silver.dim_project (project_key, job_number, project_name, status, _source_system, _hash_key)
values (0, '(unknown)', '(unknown)', 'active', 'cds', '')
on conflict (project_key, effective_from) do nothing;

-- What is built on these is planned next, before autovacuum comes by.
analyze silver.project_member, silver.dim_project, silver.xref_project;
