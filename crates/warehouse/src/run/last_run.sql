select finished_at, as_of
from ops.run
where outcome = 'done' and selected is null
order by run_id desc
limit 1
