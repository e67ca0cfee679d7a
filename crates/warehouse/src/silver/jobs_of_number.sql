select d.project_key, coalesce(array_agg(distinct v.file) filter (where v.file is not null), '{}')
from silver.current_project d
left join silver.fact_schedule_versions v on v.project_key = d.project_key and v._deleted_at is null
where d.job_number = $1
group by d.project_key
