-- The newest batch the asset has not seen; null where there is none.
with mark as (
    select coalesce(max(batch_id), 0) as batch_id from ops.asset_mark where asset = $1
)
select
    (select max(b.batch_id) from ops.batch b where b.batch_id > mark.batch_id) as newest,
    set_config('cds.after_batch', mark.batch_id::text, true),
    set_config('cds.as_of', $2::date::text, true),
    set_config('cds.roots', $3::jsonb::text, true),
    -- Compiling a plan takes longer than most of these plans run.
    set_config('jit', 'off', true), set_config('work_mem', '64MB', true)
from mark
