select * from gold_schedule_health where project_key = ?1 order by month_end
