-- Also a decision: one that reaches the service later, and was made before, does not undo it.
with before as (
    select from app.schedule_pin where project_key = $1
), gone as (
    delete from app.schedule_pin where project_key = $1 and $2::text is null
), kept as (
    insert into app.schedule_pin (project_key, file, pinned_by)
    select $1, $2, $3 where $2::text is not null
    on conflict (project_key) do update set file = excluded.file, pinned_by = excluded.pinned_by, pinned_at = now()
), noted as (
    insert into ops.touched_project values ($1) on conflict do nothing
), decided as (
    insert into app.decision (id, kind, project_key, payload, decided_at, decided_by, state, answer)
    select
        gen_random_uuid()::text, 'pin_schedule', $1, jsonb_build_object('project_key', $1, 'file', $2::text), now(), $3,
        'accepted', '{"state": "accepted"}'
)
select exists (select from before)
