with gone as (
    delete from app.schedule_pin where project_key = $1 and $2::text is null
), kept as (
    insert into app.schedule_pin (project_key, file, pinned_by, pinned_at)
    select $1, $2, $3, least($4, now()) where $2::text is not null
    on conflict (project_key) do update set
        file = excluded.file, pinned_by = excluded.pinned_by, pinned_at = excluded.pinned_at
)
insert into ops.touched_project values ($1) on conflict do nothing
