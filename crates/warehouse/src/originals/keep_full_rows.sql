insert into ops.full_file (batch_id, entity, row_count) values ($1, $2, $3)
