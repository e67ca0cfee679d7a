-- What the last run that ended did not end well by. One that was killed is closed by the next run only; one of some
-- assets that went well mends nothing.
select failed_at, message, outcome = 'stopped' as stopped
from (
    select
        outcome,
        coalesce(finished_at, started_at) as failed_at,
        coalesce(message, 'the service was stopped') as message
    from ops.run
    where (outcome <> 'running' or not ops.is_run_claimed()) and not (outcome = 'done' and selected is not null)
    order by run_id desc
    limit 1
) as ended
where outcome <> 'done'
