-- An open job whose last month is behind today's gets the months between.
insert into ops.touched_project
select h.project_key
from gold.gold_schedule_health h
join silver.dim_project d using (project_key)
where d.status = 'active' and d._deleted_at is null
group by h.project_key
having max(h.month_end) < $1
on conflict do nothing
