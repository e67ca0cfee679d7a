update ops.run
set finished_at = now(), outcome = case when $2::text is null then 'done' else 'failed' end, message = $2
where run_id = $1
