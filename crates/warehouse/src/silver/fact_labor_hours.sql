-- Hours wait in bronze until their job is known; a person or code that is not known has key 0 until it is.
create temp table desired on commit drop as
select
    x.project_key, p.transaction, p.employee, coalesce(p.extra, '') as extra, p.cost_code,
    coalesce(p.category, '') as category, p.work_date, p.hours, p.pay_type, p.amount,
    coalesce(w.person_key, 0) as person_key, coalesce(k.cost_code_key, 0) as cost_code_key, r.deleted_how, r._batch_id
from silver.arrived('labor') as r
cross join jsonb_to_record(r.payload) as p (
    job text, transaction text, employee text, extra text, cost_code text, category text, work_date date,
    hours numeric(18, 4), pay_type text, amount numeric(14, 2)
)
join silver.xref_project x on x._source_system = 'sage300' and x.instance = r.instance and x.source_id = p.job
left join silver.xref_person w on w.instance = r.instance and w.named_by = 'employee' and w.source_id = p.employee
left join lateral (
    -- One look into the index for each; joined, the planner takes every code of the instance.
    select c.cost_code_key from silver.dim_cost_code c where c.instance = r.instance and c.cost_code = p.cost_code limit 1
) k on true;

insert into silver.fact_labor_hours as f (
    project_key, transaction, employee, extra, cost_code, category, work_date, hours, pay_type, amount, person_key,
    cost_code_key, _deleted_how, _deleted_at, _source_system, _batch_id, _hash_key
)
select
    project_key, transaction, employee, extra, cost_code, category, work_date, hours, pay_type, amount, person_key,
    cost_code_key, deleted_how, case when deleted_how is not null then now() end, 'sage300', _batch_id, h._hash_key
from desired
cross join lateral (
    select decode(md5(row(
        employee, extra, cost_code, category, work_date, hours, pay_type, amount, deleted_how
    )::text), 'hex') as _hash_key
) h
on conflict (project_key, transaction) do update set
    employee = excluded.employee, extra = excluded.extra, cost_code = excluded.cost_code, category = excluded.category,
    work_date = excluded.work_date, hours = excluded.hours, pay_type = excluded.pay_type, amount = excluded.amount,
    person_key = excluded.person_key, cost_code_key = excluded.cost_code_key, _deleted_how = excluded._deleted_how,
    _deleted_at = case when excluded._deleted_how is not null then coalesce(f._deleted_at, now()) end,
    _ingested_at = now(), _batch_id = excluded._batch_id, _hash_key = excluded._hash_key
where f._hash_key <> excluded._hash_key;

-- Codes that have come into the standard list since.
update silver.fact_labor_hours f
set cost_code_key = k.cost_code_key, _ingested_at = now()
from silver.xref_project x, silver.dim_cost_code k
where f.cost_code_key = 0 and x._source_system = 'sage300' and x.project_key = f.project_key and k.instance = x.instance
    and k.cost_code = f.cost_code;

-- People who have become known since.
update silver.fact_labor_hours f
set person_key = w.person_key, _ingested_at = now()
from silver.xref_project x, silver.xref_person w
where f.person_key = 0 and x._source_system = 'sage300' and x.project_key = f.project_key and w.instance = x.instance
    and w.named_by = 'employee' and w.source_id = f.employee;
