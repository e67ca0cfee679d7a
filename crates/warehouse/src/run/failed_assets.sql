-- The assets that failed when they were built last.
select asset, failed_at, message
from (
    select distinct on (asset) asset, outcome, coalesce(finished_at, started_at) as failed_at, message
    from ops.asset_run
    where outcome in ('done', 'failed')
    order by asset, run_id desc
) as last
where outcome = 'failed'
order by asset
