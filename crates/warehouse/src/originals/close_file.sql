update ops.batch set exported_on = $2, report = $3, moved = $4 where batch_id = $1
