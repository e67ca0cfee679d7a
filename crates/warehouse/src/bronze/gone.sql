-- With it, no plan looks through all that came for each record there is.
create index on stage (entity, source_id);

-- What was in force on the day of a claim, inside it, and is not in the file.
with gone as (
    select
        r.entity, r.source_id, r.version, r.is_current, r.payload, k.effective_on,
        decode(md5('absent' || encode(r._hash_key, 'hex')), 'hex') as hash
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
        and not exists (select from set_aside a where a.entity = r.entity and a.source_id = r.source_id)
), noted as (
    insert into known select entity, source_id, version, is_current, false from gone
)
insert into stage select entity, source_id, payload, 'absent', effective_on, hash, true from gone;
