-- The last good run's problems, and the rows set aside from it on.
select
    run.failed_sources,
    run.problems,
    (
        select coalesce(sum(batch.quarantined), 0)::bigint
        from ops.batch as batch
        where batch.run_id >= run.run_id
    ) as quarantined
from ops.run as run
where run.outcome = 'done' and run.selected is null
order by run.run_id desc
limit 1
