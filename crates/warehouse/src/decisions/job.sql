select d.job_number, coalesce(array_agg(distinct v.file) filter (where v.file is not null), '{}') as files
from silver.dim_project d
left join silver.fact_schedule_versions v on v.project_key = d.project_key and v._deleted_at is null
where d.project_key = $1 and d._deleted_at is null
group by d.project_key
