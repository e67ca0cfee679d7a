with changed as (
    insert into ops.decided_by (decision, value) values ($1, $2)
    on conflict (decision) do update set value = excluded.value where decided_by.value <> excluded.value
    returning decision
)
insert into ops.touched_project
select project_key from silver.current_project where exists (select from changed)
on conflict do nothing
