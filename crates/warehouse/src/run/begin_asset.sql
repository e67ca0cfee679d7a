insert into ops.asset_run (run_id, asset) values ($1, $2)
