update ops.asset_run
set finished_at = now(), outcome = $3, message = $4, rows = $5
where run_id = $1 and asset = $2
