-- What the warehouse knows of each record that came: its current version, and whether the record says what was in force
-- on its day. One look into an index for each, whatever the planner knows of the tables.
create temp table known on commit drop as
select
    s.entity, s.source_id, c.version, d.is_latest,
    case when d.is_latest then c._hash_key else (
        select r._hash_key
        from bronze.record r
        where r._source_system = current_setting('cds.source_system') and r.instance = current_setting('cds.instance')
            and r.entity = s.entity and r.source_id = s.source_id
            and (r._in_force_on, r._turn) <= (n.day, current_setting('cds.turn')::bigint)
        order by r._in_force_on desc, r._turn desc, r.version desc
        limit 1
    ) end is not distinct from s.hash as is_same
from stage s
cross join lateral (
    select c.version, c._in_force_on, c._turn, c._hash_key
    from bronze.record c
    where c._source_system = current_setting('cds.source_system') and c.instance = current_setting('cds.instance')
        and c.entity = s.entity and c.source_id = s.source_id and c.is_current
    limit 1
) c
cross join lateral (select coalesce(s.effective_on, (now() at time zone 'Etc/GMT+12')::date) as day) n
cross join lateral (select (c._in_force_on, c._turn) <= (n.day, current_setting('cds.turn')::bigint) as is_latest) d;
