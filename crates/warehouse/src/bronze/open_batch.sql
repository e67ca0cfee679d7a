with opened as (
    insert into ops.batch (run_id, source_system, instance, place, replay_of, received, loaded, unchanged, quarantined)
    values ($1, $2, $3, $4, $5, 0, 0, 0, 0)
    returning batch_id, replay_of
)
select batch_id, set_config('cds.batch_id', batch_id::text, true), set_config('cds.source_system', $2, true),
    set_config('cds.instance', $3, true), set_config('cds.turn', coalesce(replay_of, batch_id)::text, true),
    -- Compiling a plan takes longer than most of these plans run.
    set_config('jit', 'off', true), set_config('work_mem', '64MB', true)
from opened
