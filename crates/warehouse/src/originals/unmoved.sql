-- The same files of the same days, which landed or failed and did not get to their place.
select b.batch_id
from ops.batch b
join lateral (
    select array_agg(f.sha256 order by f.part) as hashes, array_agg(f.written_on order by f.part) as days
    from ops.batch_file f
    where f.batch_id = b.batch_id
) files on files.hashes = $4::bytea[] and files.days = $5::date[]
where b.source_system = $1 and b.instance = $2 and b.place = $3 and not b.moved
order by b.batch_id desc
limit 1
