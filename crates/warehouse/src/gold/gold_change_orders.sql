create temp table desired on commit drop as
select f.project_key, f.number, f.description, f.status, f.amount, f.executed_on
from ops.touched_project t
join silver.current_project using (project_key)
join silver.fact_change_orders f using (project_key)
where f._deleted_at is null;

delete from gold.gold_change_orders g
using ops.touched_project t
where g.project_key = t.project_key
    and not exists (select from desired n where n.project_key = g.project_key and n.number = g.number);

insert into gold.gold_change_orders
(select * from desired except select g.* from gold.gold_change_orders g join ops.touched_project using (project_key))
on conflict (project_key, number) do update set
    description = excluded.description, status = excluded.status, amount = excluded.amount,
    executed_on = excluded.executed_on;

drop table desired;
