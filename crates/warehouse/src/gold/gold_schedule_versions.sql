-- A withdrawn version stays listed with the day it was seen gone; no month reads it.
create temp table desired on commit drop as
select
    v.version_key, v.project_key, v.file, v.data_date, v.data_date_source,
    case when v.duration_minutes > 0 then round(v.actual_minutes / v.duration_minutes * 100, 2) end as schedule_percent,
    v.start_on::date as start, v.finish_on::date as finish, v.task_count, v.of_record, v.removed_on
from ops.touched_project t
join silver.current_project using (project_key)
join silver.fact_schedule_versions v using (project_key);

delete from gold.gold_schedule_versions g
using ops.touched_project t
where g.project_key = t.project_key and not exists (select from desired n where n.version_key = g.version_key);

insert into gold.gold_schedule_versions
(select * from desired except select g.* from gold.gold_schedule_versions g join ops.touched_project using (project_key))
on conflict (version_key) do update set
    project_key = excluded.project_key, file = excluded.file, data_date = excluded.data_date,
    data_date_source = excluded.data_date_source, schedule_percent = excluded.schedule_percent, start = excluded.start,
    finish = excluded.finish, task_count = excluded.task_count, of_record = excluded.of_record,
    removed_on = excluded.removed_on;

drop table desired;
