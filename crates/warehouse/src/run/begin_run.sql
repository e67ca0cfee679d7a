insert into ops.run (as_of, host, pid, selected) values ($1, $2, $3, $4) returning run_id
