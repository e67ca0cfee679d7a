-- The last batch in which the same files landed whole, read as they would be read now, if they would find everything as
-- they left it: of the kinds of record in them nothing has come since that holds on their day or before, and nothing
-- holds from a day between theirs then and now. Where each row says its own day, only the same day is sure.
select b.batch_id, b.received
from (
    select b.*
    from ops.batch b
    join lateral (
        select array_agg(f.sha256 order by f.part) as hashes, array_agg(f.name order by f.part) as names
        from ops.batch_file f
        where f.batch_id = b.batch_id
    ) files on files.hashes = $4::bytea[] and files.names = $5::text[]
    where b.source_system = $1 and b.instance = $2 and b.place = $3 and b.outcome = 'landed' and b.moved
        and b.quarantined = 0 and b.replay_of is null and b.read_by = $7::bytea and b.exported_on <= $6::date
    order by b.batch_id desc
    limit 1
) b
where (b.exported_on = $6::date or $9::date is not null)
    and not exists (
        select
        from bronze.record r
        where r._source_system = b.source_system and r.instance = b.instance and r.entity = any ($8::text[])
            and r._batch_id > b.batch_id and r._in_force_on <= coalesce($9::date, 'infinity')
    )
    and (
        b.exported_on = $6::date
        or not exists (
            select
            from bronze.record r
            where r._source_system = b.source_system and r.instance = b.instance and r.entity = any ($8::text[])
                and r._in_force_on > b.exported_on and r._in_force_on <= $9::date
        )
    )
