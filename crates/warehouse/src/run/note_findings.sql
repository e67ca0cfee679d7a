update ops.run set failed_sources = $2, problems = $3 where run_id = $1
