select *
from (
    select *, row_number() over (partition by project_key order by month_end desc) as age from gold_schedule_health
)
where age <= ?1
order by project_key, month_end
