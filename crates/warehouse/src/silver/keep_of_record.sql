-- The newest file stays the newest while no other is newer: deciding again what has not changed changes nothing.
with gone as (
    delete from silver.schedule_of_record where project_key = $1 and $2::text is null
)
insert into silver.schedule_of_record as kept (project_key, file, reason)
select $1, $2, $3 where $2::text is not null
on conflict (project_key) do update set
    file = excluded.file,
    reason = case
        when kept.reason = 'newest' and kept.file = excluded.file and excluded.reason = 'continues'
            and not $4::boolean then 'newest'
        else excluded.reason
    end
