-- rollback:
--   drop function ops.is_run_claimed();
--   alter table ops.run drop column host, drop column pid, drop column failed_sources, drop column problems;
--   delete from refinery_schema_history where version = 4;

-- Who runs, and what a run found that a person has to see to.
alter table ops.run
    add column host text,
    add column pid bigint,
    add column failed_sources bigint not null default 0,
    add column problems text[] not null default '{}';

-- Whether a run is under way: the claim is a lock of its session, so a killed service holds none.
create function ops.is_run_claimed() returns boolean
language sql stable as $$
    select exists (
        select from pg_locks
        where locktype = 'advisory' and granted and objsubid = 2
            and database = (select oid from pg_database where datname = current_database())
            and classid = hashtext('cds')::oid and objid = hashtext('run')::oid
    )
$$;
