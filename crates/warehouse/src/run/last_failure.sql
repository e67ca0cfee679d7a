-- What the last run that ended failed with. One that was killed is closed by the next run only.
select failed_at, message
from (
    select
        outcome,
        coalesce(finished_at, started_at) as failed_at,
        coalesce(message, 'the service was stopped') as message
    from ops.run
    where outcome <> 'running' or not ops.is_run_claimed()
    order by run_id desc
    limit 1
) as ended
where outcome <> 'done'
