select b.batch_id, b.place, b.outcome = 'failed'
from ops.batch b
where b.source_system = $1 and b.instance = $2 and b.replay_of is null
    and exists (select from ops.batch_file f where f.batch_id = b.batch_id)
    and ($3::timestamptz is null or b.landed_at >= $3)
    and ($4::text[] is null or b.place = any($4) or exists (
        select from ops.batch_file f where f.batch_id = b.batch_id and f.name = any($4)
    ))
order by b.batch_id
