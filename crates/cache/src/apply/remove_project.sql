delete from gold_projects where project_key = ?1
