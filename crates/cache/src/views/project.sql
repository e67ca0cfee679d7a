select project_key, job_number, project_name, status, project_manager, client, contract_to_date_cents, schedule_file,
    schedule_file_reason
from gold_projects
where project_key = ?1
