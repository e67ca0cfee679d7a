delete from gold.gold_schedule_health g
using ops.touched_project t
where g.project_key = t.project_key
    and not exists (select from desired_health n where n.project_key = g.project_key and n.month_end = g.month_end);

insert into gold.gold_schedule_health
(select * from desired_health except select g.* from gold.gold_schedule_health g join ops.touched_project using (project_key))
on conflict (project_key, month_end) do update set
    version_key = excluded.version_key, data_date = excluded.data_date, application = excluded.application,
    period_to = excluded.period_to, schedule_percent = excluded.schedule_percent,
    financial_percent = excluded.financial_percent, billed = excluded.billed, contract_sum = excluded.contract_sum,
    variance = excluded.variance, light = excluded.light, carried = excluded.carried, red_months = excluded.red_months,
    alert = excluded.alert;
