select host, pid, started_at
from ops.run
where outcome = 'running' and host is not null and ops.is_run_claimed()
order by run_id desc
limit 1
