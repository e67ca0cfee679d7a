-- A change order dated ahead counts from its day on, though nothing arrives on that day.
with before as (
    select max(value)::date as as_of from ops.decided_by where decision = 'change_orders'
), kept as (
    insert into ops.decided_by (decision, value) values ('change_orders', $1::date::text)
    on conflict (decision) do update set value = excluded.value
)
insert into ops.touched_project
select distinct o.project_key
from before
join silver.fact_change_orders o on o.executed_on > least(before.as_of, $1) and o.executed_on <= greatest(before.as_of, $1)
where o.status = 'executed'
on conflict do nothing
