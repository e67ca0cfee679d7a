update ops.batch set moved = true where batch_id = $1
