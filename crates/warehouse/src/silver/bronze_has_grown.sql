-- Whether enough has come since bronze was analyzed to change what the planner should know of it.
select coalesce(sum(loaded + deleted), 0) >= 5000
from ops.batch
where batch_id > (select coalesce(max(batch_id), 0) from ops.asset_mark where asset = 'statistics')
