-- Managers whom jobs name are people too: those who have the e-mail address, else the one employee of the name, else
-- members of their own.
create temp table named on commit drop as
select
    m.named_by, m.source_id, coalesce(p.project_manager, m.source_id) as full_name,
    row_number() over (partition by m.named_by, m.source_id order by r.holds_from desc, r._turn desc, r.version desc, p.project_manager) = 1 as latest,
    r._batch_id
from silver.dated_record r
cross join jsonb_to_record(r.payload) as p (project_manager text, project_manager_email text)
cross join lateral (
    select case when p.project_manager_email is null then 'name' else 'email' end as named_by,
        coalesce(lower(p.project_manager_email), p.project_manager) as source_id
) m
where r._source_system = 'sage300' and r.entity = 'job' and m.source_id is not null;

create temp table manager on commit drop as
select named_by, source_id, full_name
from named
where latest and (named_by, source_id) in (
    select named_by, source_id from named where _batch_id > current_setting('cds.after_batch')::bigint
);

create temp table identified on commit drop as
select m.named_by, m.source_id, coalesce(e.person_key, nextval(pg_get_serial_sequence('silver.person_member', 'person_key'))) as person_key
from manager m
left join (
    select lower(p.full_name) as name, min(p.person_key) as person_key
    from silver.current_person p
    where exists (select from silver.xref_person x where x.person_key = p.person_key and x.named_by = 'employee')
    group by lower(p.full_name) having count(*) = 1
) e on m.named_by = 'name' and e.name = lower(m.source_id)
where not exists (
    select from silver.xref_person x
    where x.instance = '' and x.named_by = m.named_by and x.source_id = m.source_id
)
order by m.named_by, m.source_id;

insert into silver.person_member (person_key, _source_system) overriding system value
select person_key, 'sage300' from identified
on conflict do nothing;

insert into silver.xref_person (_source_system, instance, named_by, source_id, person_key)
select 'sage300', '', named_by, source_id, person_key from identified;

-- An employee's name is what the list of employees says.
with desired as (
    select distinct on (x.person_key)
        x.person_key, m.full_name, case when m.named_by = 'email' then m.source_id end as email
    from manager m
    join silver.xref_person x on x.instance = '' and x.named_by = m.named_by and x.source_id = m.source_id
    where not exists (select from silver.xref_person e where e.person_key = x.person_key and e.named_by = 'employee')
    order by x.person_key, m.source_id
), written as (
    insert into silver.dim_person as d (person_key, full_name, email, _source_system, _hash_key)
    select person_key, full_name, email, 'sage300', decode(md5(row(full_name, email)::text), 'hex') from desired
    on conflict (person_key, effective_from) do update set
        full_name = excluded.full_name, email = excluded.email, _ingested_at = now(), _hash_key = excluded._hash_key
    where d._hash_key <> excluded._hash_key
    returning d.person_key
)
insert into ops.touched_project
select project_key from silver.current_project where project_manager_fk in (select person_key from written)
on conflict do nothing;

-- What is built on these is planned next, before autovacuum comes by.
analyze silver.person_member, silver.dim_person, silver.xref_person;
