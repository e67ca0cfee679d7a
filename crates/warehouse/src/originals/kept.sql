select b.batch_id, b.place, files.names, b.outcome = 'failed'
from ops.batch b
cross join lateral (
    select array_agg(f.name order by f.part) as names from ops.batch_file f where f.batch_id = b.batch_id
) files
where b.source_system = $1 and b.instance = $2 and b.replay_of is null
    and files.names is not null
    and ($3::timestamptz is null or b.landed_at >= $3)
    and ($4::text[] is null or b.place = any($4) or files.names && $4)
order by b.batch_id
