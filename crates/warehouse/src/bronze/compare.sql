-- What the warehouse knows of each record that came: its current version, and whether the record says what was in force
-- on its day. Ranges in the order of a key, of which the first is taken, leave one index to look into, whatever the
-- planner knows of the tables: of other indexes it believes, while they are small, that they do as well.
create temp table known on commit drop as
select
    s.entity, s.source_id, c.version, d.is_latest,
    case when d.is_latest then c._hash_key else (
        select v._hash_key
        from (
            select r._hash_key, r._in_force_on, r._turn, r.version
            from bronze.record r
            where r._source_system = current_setting('cds.source_system')
                and r.instance = current_setting('cds.instance')
                and (r.entity, r.source_id) >= (s.entity, s.source_id)
                and (r.entity, r.source_id) <= (s.entity, s.source_id)
            order by r.entity, r.source_id, r.version
            offset 0
        ) v
        where (v._in_force_on, v._turn) <= (n.day, current_setting('cds.turn')::bigint)
        order by v._in_force_on desc, v._turn desc, v.version desc
        limit 1
    ) end is not distinct from s.hash as is_same
from stage s
cross join lateral (
    select r.entity, r.source_id, r.version, r._in_force_on, r._turn, r._hash_key
    from bronze.record r
    where r._source_system = current_setting('cds.source_system') and r.instance = current_setting('cds.instance')
        and (r.entity, r.source_id) >= (s.entity, s.source_id) and r.is_current
    order by r.entity, r.source_id
    limit 1
) c
cross join lateral (select coalesce(s.effective_on, (now() at time zone 'Etc/GMT+12')::date) as day) n
cross join lateral (select (c._in_force_on, c._turn) <= (n.day, current_setting('cds.turn')::bigint) as is_latest) d
where c.entity = s.entity and c.source_id = s.source_id;
