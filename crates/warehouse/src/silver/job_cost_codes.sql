-- The budget lines of jobs: a code of the job is (job, extra, code, category).
create temp table desired on commit drop as
select
    x.project_key, coalesce(p.extra, '') as extra, p.cost_code, coalesce(p.category, '') as category, p.description,
    p.original_estimate, p.approved_changes, p.total_estimate, p.estimated_units,
    coalesce(k.cost_code_key, 0) as cost_code_key, r.deleted_how, r._batch_id
from silver.arrived('job_cost_code') as r
cross join jsonb_to_record(r.payload) as p (
    job text, extra text, cost_code text, category text, description text, original_estimate numeric(14, 2),
    approved_changes numeric(14, 2), total_estimate numeric(14, 2), estimated_units numeric(18, 4)
)
join silver.xref_project x on x._source_system = 'sage300' and x.instance = r.instance and x.source_id = p.job
left join lateral (
    -- One look into the index for each; joined, the planner takes every code of the instance.
    select c.cost_code_key from silver.dim_cost_code c where c.instance = r.instance and c.cost_code = p.cost_code limit 1
) k on true;

insert into silver.job_cost_codes as f (
    project_key, extra, cost_code, category, description, original_estimate, approved_changes, total_estimate,
    estimated_units, cost_code_key, _deleted_how, _deleted_at, _source_system, _batch_id, _hash_key
)
select
    project_key, extra, cost_code, category, description, original_estimate, approved_changes, total_estimate,
    estimated_units, cost_code_key, deleted_how, case when deleted_how is not null then now() end, 'sage300', _batch_id,
    h._hash_key
from desired
cross join lateral (
    select decode(md5(row(
        description, original_estimate, approved_changes, total_estimate, estimated_units, deleted_how
    )::text), 'hex') as _hash_key
) h
on conflict (project_key, extra, cost_code, category) do update set
    description = excluded.description, original_estimate = excluded.original_estimate,
    approved_changes = excluded.approved_changes, total_estimate = excluded.total_estimate,
    estimated_units = excluded.estimated_units, cost_code_key = excluded.cost_code_key,
    _deleted_how = excluded._deleted_how,
    _deleted_at = case when excluded._deleted_how is not null then coalesce(f._deleted_at, now()) end,
    _ingested_at = now(), _batch_id = excluded._batch_id, _hash_key = excluded._hash_key
where f._hash_key <> excluded._hash_key;

-- Codes that have come into the standard list since.
update silver.job_cost_codes f
set cost_code_key = k.cost_code_key, _ingested_at = now()
from silver.xref_project x, silver.dim_cost_code k
where f.cost_code_key = 0 and x._source_system = 'sage300' and x.project_key = f.project_key and k.instance = x.instance
    and k.cost_code = f.cost_code;
