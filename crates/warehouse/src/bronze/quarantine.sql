copy ops.quarantine (batch_id, place, row_number, field, reason, original) from stdin binary
