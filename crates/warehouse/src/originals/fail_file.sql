insert into ops.batch (
    run_id, source_system, instance, place, received, loaded, unchanged, quarantined, outcome, report
)
values ($1, $2, $3, $4, 0, 0, 0, 0, 'failed', $5)
returning batch_id
