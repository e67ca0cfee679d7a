-- What is unchanged leaves before anything is written: an upsert would lock and rewrite it.
delete from stage s using known k where k.is_same and k.entity = s.entity and k.source_id = s.source_id;

update bronze.record r
set is_current = false
from known k
where k.is_latest and not k.is_same and r._source_system = current_setting('cds.source_system')
    and r.instance = current_setting('cds.instance') and r.entity = k.entity and r.source_id = k.source_id
    and r.version = k.version;

insert into bronze.record (
    _source_system, instance, entity, source_id, version, is_current, payload, deleted_how, effective_on, _hash_key,
    _batch_id, _replay_of
)
select
    current_setting('cds.source_system'), current_setting('cds.instance'), s.entity, s.source_id,
    case
        when k.version is null then 1
        else (
            select max(r.version) + 1
            from bronze.record r
            where r._source_system = current_setting('cds.source_system')
                and r.instance = current_setting('cds.instance') and r.entity = s.entity and r.source_id = s.source_id
        )
    end,
    coalesce(k.is_latest, true), s.payload, s.deleted_how, s.effective_on, s.hash,
    current_setting('cds.batch_id')::bigint, nullif(current_setting('cds.turn'), current_setting('cds.batch_id'))::bigint
from stage s
left join known k on k.entity = s.entity and k.source_id = s.source_id;
