select
    t.project_key, p.file as pin, v.file, v.content_hash, v.data_date, v.modified_at, v.project_guid, v.on_share, v.of_record,
    v._deleted_at is null as live, coalesce(k.ids, '{}') as task_ids, coalesce(k.names, '{}') as task_names
from ops.touched_project t
left join app.schedule_pin p using (project_key)
left join silver.fact_schedule_versions v using (project_key)
left join lateral (
    select array_agg(a.unique_id order by a.unique_id) as ids, array_agg(a.name order by a.unique_id) as names
    from silver.fact_schedule_activities a
    where a.version_key = v.version_key and not a.is_blank and a.unique_id <> 0
) k on true
order by t.project_key, v.data_date, v.modified_at, v.file
