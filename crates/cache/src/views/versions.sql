select * from gold_schedule_versions where project_key = ?1 order by data_date, version_key
