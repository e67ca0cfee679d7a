delete from gold_schedule_versions where version_key = ?1
