-- The date an application bills to: its period-to, else the next best date there is, and which one it was.
create temp table desired on commit drop as
select
    f.project_key, f.application, d.bills_to as period_to, d.source as period_to_source, f.billed_to_date, f.retainage,
    f.submitted_on, f.certified_on, f.paid_on
from ops.touched_project t
join silver.current_project using (project_key)
join silver.fact_pay_apps f using (project_key)
cross join lateral (
    select bills_to, source
    from (values (1, f.period_to, 'period_to'), (2, f.submitted_on, 'submitted'), (3, f.published_on, 'published'),
        (4, f.certified_on, 'certified'), (5, f.paid_on, 'paid')) as known (rank, bills_to, source)
    where bills_to is not null order by rank limit 1
) d
where f._deleted_at is null;

delete from gold.gold_pay_applications g
using ops.touched_project t
where g.project_key = t.project_key
    and not exists (select from desired n where n.project_key = g.project_key and n.application = g.application);

insert into gold.gold_pay_applications
(select * from desired except select g.* from gold.gold_pay_applications g join ops.touched_project using (project_key))
on conflict (project_key, application) do update set
    period_to = excluded.period_to, period_to_source = excluded.period_to_source, billed_to_date = excluded.billed_to_date,
    retainage = excluded.retainage, submitted_on = excluded.submitted_on, certified_on = excluded.certified_on,
    paid_on = excluded.paid_on;

drop table desired;
