-- What the plain rule needs of the touched jobs, one row per fact. Versions of one data date come in the order in
-- which they were saved, since the later one counts.
select 'project' as fact, d.project_key, 0::bigint as key, null::date as day, d.original_contract as amount,
    null::numeric as duration, d.status = 'closed' as finished, 0::bigint as ordinal
from ops.touched_project t
join silver.current_project d using (project_key)
union all
select 'version', v.project_key, v.version_key, v.data_date, v.actual_minutes, v.duration_minutes, null,
    row_number() over (order by v.modified_at, v.file)
from ops.touched_project t
join silver.current_project using (project_key)
join silver.fact_schedule_versions v using (project_key)
where v.of_record and v._deleted_at is null
union all
select 'application', g.project_key, g.application, g.period_to,
    case when $1 = 'net' then g.billed_to_date - g.retainage else g.billed_to_date end, null, null, 0
from ops.touched_project t
join gold.gold_pay_applications g using (project_key)
where case when $1 = 'net' then g.billed_to_date - g.retainage else g.billed_to_date end is not null
union all
select 'change_order', o.project_key, 0, o.executed_on, o.amount, null, null, 0
from ops.touched_project t
join silver.current_project using (project_key)
join silver.fact_change_orders o using (project_key)
where o.status = 'executed' and o.executed_on is not null and o._deleted_at is null
order by project_key, fact, ordinal, key
