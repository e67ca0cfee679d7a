select b.batch_id, b.place, false
from ops.batch b
where b.source_system = $1 and b.instance = $2 and b.replay_of is null and b.outcome = 'landed' and b.exported_on > $3
order by b.exported_on, b.batch_id
