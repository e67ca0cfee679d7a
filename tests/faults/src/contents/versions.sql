select version_key, file || '#' || content_hash, project_key from silver.fact_schedule_versions
