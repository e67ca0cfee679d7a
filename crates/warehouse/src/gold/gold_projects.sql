create temp table desired on commit drop as
select
    d.project_key, d.job_number, d.project_name, d.status, p.full_name as project_manager, c.client_name as client,
    d.original_contract,
    d.original_contract + coalesce((
        select sum(o.amount) from silver.fact_change_orders o
        where o.project_key = d.project_key and o.status = 'executed' and o._deleted_at is null
            and o.executed_on <= current_setting('cds.as_of')::date
    ), 0) as contract_to_date,
    r.file as schedule_file, r.reason as schedule_file_reason
from ops.touched_project t
join silver.current_project d using (project_key)
left join silver.current_person p on p.person_key = d.project_manager_fk
left join silver.dim_client c on c.client_key = d.client_fk
left join silver.schedule_of_record r using (project_key);

delete from gold.gold_projects g
using ops.touched_project t
where g.project_key = t.project_key and not exists (select from desired n where n.project_key = g.project_key);

insert into gold.gold_projects
(select * from desired except select * from gold.gold_projects)
on conflict (project_key) do update set
    job_number = excluded.job_number, project_name = excluded.project_name, status = excluded.status,
    project_manager = excluded.project_manager, client = excluded.client, original_contract = excluded.original_contract,
    contract_to_date = excluded.contract_to_date, schedule_file = excluded.schedule_file,
    schedule_file_reason = excluded.schedule_file_reason;

drop table desired;
