insert or replace into gold_projects (project_key, job_number, project_name, status, project_manager, client, original_contract_cents, contract_to_date_cents, schedule_file, schedule_file_reason)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
