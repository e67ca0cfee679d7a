update ops.batch set exported_on = $2, report = $3, moved = $4, read_by = $5 where batch_id = $1
