update ops.batch
set received = $2, loaded = $3, unchanged = $4, quarantined = $5, deleted = $6
where batch_id = $1
