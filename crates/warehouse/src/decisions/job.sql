-- A job that an account does not see is none to it.
select d.job_number, coalesce(array_agg(distinct v.file) filter (where v.file is not null), '{}') as files
from silver.current_project d
left join silver.fact_schedule_versions v on v.project_key = d.project_key and v._deleted_at is null
where d.project_key = $1 and (
    exists (select from sync.user_project s where s.user_key = $2 and s.project_key = d.project_key)
    or exists (
        select from app.user_role r where r.user_key = $2 and r.role in ('finance', 'leadership', 'admin')
    )
)
group by d.job_number
