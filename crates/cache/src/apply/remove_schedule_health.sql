delete from gold_schedule_health where project_key = ?1 and month_end = ?2
