insert into ops.batch_file (batch_id, part, name, written_on, sha256) values ($1, $2, $3, $4, $5)
