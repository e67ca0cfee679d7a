-- A change order waits in bronze until its job is known.
create temp table arrived_job on commit drop as
select distinct r.instance, r.payload ->> 'job' as job
from bronze.record r
where r._source_system = 'sage300' and r.entity in ('job', 'change_order')
    and r._batch_id > current_setting('cds.after_batch')::bigint;

with desired as (
    select
        x.project_key, p.number, coalesce(p.extra, '') as extra, p.description, p.status, p.amount, p.submitted_on, p.executed_on, r.deleted_how,
        r._batch_id,
        decode(md5(row(p.extra, p.description, p.status, p.amount, p.submitted_on, p.executed_on, r.deleted_how)::text),
            'hex') as _hash_key
    from arrived_job a
    join silver.xref_project x on x._source_system = 'sage300' and x.instance = a.instance and x.source_id = a.job
    join bronze.record r on r._source_system = 'sage300' and r.instance = a.instance and r.entity = 'change_order'
        and r.is_current and r.payload ->> 'job' = a.job
    cross join jsonb_to_record(r.payload) as p (
        number text, extra text, description text, status text, amount numeric(14, 2), submitted_on date, executed_on date
    )
), written as (
    insert into silver.fact_change_orders as f (
        project_key, number, extra, description, status, amount, submitted_on, executed_on, _deleted_how, _deleted_at,
        _source_system, _batch_id, _hash_key
    )
    select
        project_key, number, extra, description, status, amount, submitted_on, executed_on, deleted_how,
        case when deleted_how is not null then now() end, 'sage300', _batch_id, _hash_key
    from desired d
    where not exists (
        select from silver.fact_change_orders f
        where f.project_key = d.project_key and f.number = d.number and f._hash_key = d._hash_key
    )
    on conflict (project_key, number) do update set
        extra = excluded.extra, description = excluded.description, status = excluded.status, amount = excluded.amount,
        submitted_on = excluded.submitted_on, executed_on = excluded.executed_on,
        _deleted_how = excluded._deleted_how,
        _deleted_at = case when excluded._deleted_how is not null then coalesce(f._deleted_at, now()) end, _ingested_at = now(),
        _batch_id = excluded._batch_id, _hash_key = excluded._hash_key
    returning project_key
)
insert into ops.touched_project select distinct project_key from written on conflict do nothing;
