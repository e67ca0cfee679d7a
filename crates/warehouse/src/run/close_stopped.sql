with closed as (
    update ops.run
    set finished_at = now(), outcome = 'failed', message = 'the service was stopped'
    where outcome = 'running'
    returning run_id
)
update ops.asset_run as asset_run
set finished_at = now(), outcome = 'failed', message = 'the service was stopped'
from closed
where asset_run.run_id = closed.run_id and asset_run.outcome = 'running'
