analyze stage;

-- Each record is compared with what was in force on its day. Unchanged records leave before anything is written: an
-- upsert would lock and rewrite them.
create temp table changed on commit drop as
select
    s.entity, s.source_id, s.payload, s.deleted_how, s.effective_on, s.hash, c.version as current_version, d.is_latest,
    false as is_gone
from stage s
left join bronze.record c on c._source_system = current_setting('cds.source_system')
    and c.instance = current_setting('cds.instance') and c.entity = s.entity and c.source_id = s.source_id and c.is_current
cross join lateral (select coalesce(s.effective_on, (now() at time zone 'Etc/GMT+12')::date) as day) n
cross join lateral (
    select c.version is null or (c._in_force_on, c._turn) <= (n.day, current_setting('cds.turn')::bigint) as is_latest
) d
left join lateral (
    select r._hash_key
    from bronze.record r
    where not d.is_latest and r._source_system = c._source_system and r.instance = c.instance and r.entity = c.entity
        and r.source_id = c.source_id and (r._in_force_on, r._turn) <= (n.day, current_setting('cds.turn')::bigint)
    order by r._in_force_on desc, r._turn desc, r.version desc
    limit 1
) earlier on true
where case when d.is_latest then c._hash_key else earlier._hash_key end is distinct from s.hash;

-- What was in force on the day of a claim, inside it, and is not in the file.
insert into changed
select
    r.entity, r.source_id, r.payload, 'absent', k.effective_on, decode(md5('absent' || encode(r._hash_key, 'hex')), 'hex'),
    r.version, r.is_current, true
from claim k
cross join lateral (select coalesce(k.effective_on, (now() at time zone 'Etc/GMT+12')::date) as day) n
join bronze.record r on r._source_system = current_setting('cds.source_system')
    and r.instance = current_setting('cds.instance') and r.entity = k.entity and r.deleted_how is null
    and (r._in_force_on, r._turn) <= (n.day, current_setting('cds.turn')::bigint)
where (k.field is null or r.payload ->> k.field between k.first_day and k.last_day)
    and (r.is_current or not exists (
        select from bronze.record l
        where l._source_system = r._source_system and l.instance = r.instance and l.entity = r.entity
            and l.source_id = r.source_id and (l._in_force_on, l._turn) <= (n.day, current_setting('cds.turn')::bigint)
            and (l._in_force_on, l._turn, l.version) > (r._in_force_on, r._turn, r.version)
    ))
    and not exists (select from stage s where s.entity = r.entity and s.source_id = r.source_id)
    and not exists (select from set_aside a where a.entity = r.entity and a.source_id = r.source_id);

update bronze.record r
set is_current = false
from changed c
where c.is_latest and r._source_system = current_setting('cds.source_system')
    and r.instance = current_setting('cds.instance') and r.entity = c.entity and r.source_id = c.source_id
    and r.version = c.current_version;

insert into bronze.record (
    _source_system, instance, entity, source_id, version, is_current, payload, deleted_how, effective_on, _hash_key,
    _batch_id, _replay_of
)
select
    current_setting('cds.source_system'), current_setting('cds.instance'), c.entity, c.source_id,
    case
        when c.current_version is null then 1
        else (
            select max(r.version) + 1
            from bronze.record r
            where r._source_system = current_setting('cds.source_system')
                and r.instance = current_setting('cds.instance') and r.entity = c.entity and r.source_id = c.source_id
        )
    end,
    c.is_latest, c.payload, c.deleted_how, c.effective_on, c.hash, current_setting('cds.batch_id')::bigint,
    nullif(current_setting('cds.turn'), current_setting('cds.batch_id'))::bigint
from changed c;
