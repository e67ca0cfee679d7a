insert into ops.run (as_of) values ($1) returning run_id
