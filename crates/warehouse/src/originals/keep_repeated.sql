with repeated as (
    insert into ops.batch (
        run_id, source_system, instance, place, received, loaded, unchanged, quarantined, exported_on, report, read_by
    )
    select $2, source_system, instance, place, received, 0, received, 0, $5, $4, read_by
    from ops.batch
    where batch_id = $1
    returning batch_id
), full_file as (
    insert into ops.full_file (batch_id, entity, row_count)
    select r.batch_id, f.entity, f.row_count from ops.full_file f cross join repeated r where f.batch_id = $1
), file as (
    insert into ops.batch_file (batch_id, part, name, written_on, sha256)
    select r.batch_id, f.part, f.name, d.written_on, f.sha256
    from ops.batch_file f
    join unnest($3::date[]) with ordinality as d (written_on, part) using (part)
    cross join repeated r
    where f.batch_id = $1
)
select batch_id from repeated
