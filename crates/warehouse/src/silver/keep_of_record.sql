with gone as (
    delete from silver.schedule_of_record where project_key = $1 and $2::text is null
)
insert into silver.schedule_of_record (project_key, file, reason, newer_elsewhere)
select $1, $2, $3, $4 where $2::text is not null
on conflict (project_key) do update set
    file = excluded.file, reason = excluded.reason, newer_elsewhere = excluded.newer_elsewhere
