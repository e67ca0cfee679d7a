-- Costs wait in bronze until their job is known; a code that is not in the standard list has key 0 until it is.
create temp table desired on commit drop as
select
    x.project_key, p.transaction, coalesce(p.extra, '') as extra, p.cost_code, coalesce(p.category, '') as category,
    p.transaction_type, p.accounting_date, p.transaction_date, p.vendor, p.description, p.units, p.amount,
    coalesce(k.cost_code_key, 0) as cost_code_key, r.deleted_how, r._batch_id
from silver.arrived('job_cost') as r
cross join jsonb_to_record(r.payload) as p (
    job text, transaction text, extra text, cost_code text, category text, transaction_type text, accounting_date date,
    transaction_date date, vendor text, description text, units numeric(18, 4), amount numeric(14, 2)
)
join silver.xref_project x on x._source_system = 'sage300' and x.instance = r.instance and x.source_id = p.job
left join lateral (
    -- One look into the index for each; joined, the planner takes every code of the instance.
    select c.cost_code_key from silver.dim_cost_code c where c.instance = r.instance and c.cost_code = p.cost_code limit 1
) k on true;

insert into silver.fact_job_cost as f (
    project_key, transaction, extra, cost_code, category, transaction_type, accounting_date, transaction_date, vendor,
    description, units, amount, cost_code_key, _deleted_how, _deleted_at, _source_system, _batch_id, _hash_key
)
select
    project_key, transaction, extra, cost_code, category, transaction_type, accounting_date, transaction_date, vendor,
    description, units, amount, cost_code_key, deleted_how, case when deleted_how is not null then now() end, 'sage300',
    _batch_id, h._hash_key
from desired
cross join lateral (
    select decode(md5(row(
        extra, cost_code, category, transaction_type, accounting_date, transaction_date, vendor, description, units,
        amount, deleted_how
    )::text), 'hex') as _hash_key
) h
on conflict (project_key, transaction) do update set
    extra = excluded.extra, cost_code = excluded.cost_code, category = excluded.category,
    transaction_type = excluded.transaction_type, accounting_date = excluded.accounting_date,
    transaction_date = excluded.transaction_date, vendor = excluded.vendor, description = excluded.description,
    units = excluded.units, amount = excluded.amount, cost_code_key = excluded.cost_code_key,
    _deleted_how = excluded._deleted_how,
    _deleted_at = case when excluded._deleted_how is not null then coalesce(f._deleted_at, now()) end,
    _ingested_at = now(), _batch_id = excluded._batch_id, _hash_key = excluded._hash_key
where f._hash_key <> excluded._hash_key;

-- Codes that have come into the standard list since.
update silver.fact_job_cost f
set cost_code_key = k.cost_code_key, _ingested_at = now()
from silver.xref_project x, silver.dim_cost_code k
where f.cost_code_key = 0 and x._source_system = 'sage300' and x.project_key = f.project_key and k.instance = x.instance
    and k.cost_code = f.cost_code;
