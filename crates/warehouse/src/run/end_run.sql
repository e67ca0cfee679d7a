update ops.run set finished_at = now(), outcome = $2, message = $3 where run_id = $1
