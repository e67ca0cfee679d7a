select b.batch_id, b.place, files.names, false
from ops.batch b
cross join lateral (
    select array_agg(f.name order by f.part) as names from ops.batch_file f where f.batch_id = b.batch_id
) files
where b.source_system = $1 and b.instance = $2 and b.replay_of is null and b.outcome = 'landed'
    and (b.exported_on, b.batch_id) > ($3, $4)
    and files.names is not null
order by b.exported_on, b.batch_id
