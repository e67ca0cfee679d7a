insert into ops.run (as_of, host, pid) values ($1, $2, $3) returning run_id
