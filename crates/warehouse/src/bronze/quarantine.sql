insert into ops.quarantine (batch_id, place, row_number, field, reason, original) values ($1, $2, $3, $4, $5, $6)
