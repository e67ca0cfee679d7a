insert or replace into gold_schedule_versions (version_key, project_key, file, data_date, data_date_source, schedule_percent_bp, start, finish, task_count, of_record, removed_on)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
