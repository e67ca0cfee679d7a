select quarantined, coalesce(report, '') from ops.batch where batch_id = $1 or replay_of = $1 order by batch_id desc limit 1
