select finished_at, as_of from ops.run where outcome = 'done' order by run_id desc limit 1
