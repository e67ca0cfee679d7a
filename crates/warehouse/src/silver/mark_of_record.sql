update silver.fact_schedule_versions v
set of_record = v.file || '#' || v.content_hash = any($2) and v._deleted_at is null
where v.project_key = $1
    and v.of_record is distinct from (v.file || '#' || v.content_hash = any($2) and v._deleted_at is null)
