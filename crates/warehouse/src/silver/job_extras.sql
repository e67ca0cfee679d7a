-- Sub-jobs of jobs.
create temp table desired on commit drop as
select
    x.project_key, p.extra, p.description, coalesce(p.status, 'active') as status, r.deleted_how, r._batch_id
from silver.arrived('extra') as r
cross join jsonb_to_record(r.payload) as p (
    job text, extra text, description text, status text
)
join silver.xref_project x on x._source_system = 'sage300' and x.instance = r.instance and x.source_id = p.job;

insert into silver.job_extras as f (
    project_key, extra, description, status, _deleted_how, _deleted_at, _source_system, _batch_id, _hash_key
)
select
    project_key, extra, description, status, deleted_how, case when deleted_how is not null then now() end, 'sage300',
    _batch_id, h._hash_key
from desired
cross join lateral (
    select decode(md5(row(
        description, status, deleted_how
    )::text), 'hex') as _hash_key
) h
on conflict (project_key, extra) do update set
    description = excluded.description, status = excluded.status, _deleted_how = excluded._deleted_how,
    _deleted_at = case when excluded._deleted_how is not null then coalesce(f._deleted_at, now()) end,
    _ingested_at = now(), _batch_id = excluded._batch_id, _hash_key = excluded._hash_key
where f._hash_key <> excluded._hash_key;
