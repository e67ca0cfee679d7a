-- Unchanged records leave before anything is written: an upsert would lock and rewrite them.
create temp table changed on commit drop as
select s.*, r.version as before
from stage s
left join bronze.record r on r._source_system = current_setting('cds.source_system') and r.instance = current_setting('cds.instance')
    and r.entity = s.entity and r.source_id = s.source_id and r.is_current
where r._hash_key is distinct from s.hash;

update bronze.record r
set is_current = false
from changed c
where r._source_system = current_setting('cds.source_system') and r.instance = current_setting('cds.instance')
    and r.entity = c.entity and r.source_id = c.source_id and r.version = c.before;

insert into bronze.record (
    _source_system, instance, entity, source_id, version, payload, deleted_how, _hash_key, _batch_id
)
select
    current_setting('cds.source_system'), current_setting('cds.instance'), entity, source_id, coalesce(before, 0) + 1, payload,
    deleted_how, hash, current_setting('cds.batch_id')::bigint
from changed;
