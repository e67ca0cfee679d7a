-- Employees become members: one e-mail address is one person; an employee without one whom jobs name is that manager
-- where nobody else has the name; else the employee number tells who it is. A member is never named anew.
create temp table arrived on commit drop as
select distinct on (instance, employee) instance, employee, email, full_name
from silver.employee_record
where _batch_id > current_setting('cds.after_batch')::bigint
order by instance, employee, holds_from desc, _turn desc, version desc;

create temp table newcomer on commit drop as
select a.*, m.person_key as of_email, n.person_key as of_name,
    coalesce('email ' || a.email, 'employee ' || a.instance || ' ' || a.employee) as identity
from arrived a
left join silver.xref_person m on m.instance = '' and m.named_by = 'email' and m.source_id = a.email
left join lateral (
    select min(x.person_key) as person_key
    from silver.xref_person x
    where x.named_by = 'name' and lower(x.source_id) = lower(a.full_name)
        and not exists (select from silver.xref_person e where e.person_key = x.person_key and e.named_by = 'employee')
        and (select count(*) from arrived same where lower(same.full_name) = lower(a.full_name)) = 1
) n on true
where not exists (
    select from silver.xref_person x
    where x.instance = a.instance and x.named_by = 'employee' and x.source_id = a.employee
);

create temp table identified on commit drop as
select identity, coalesce(min(of_email), min(of_name), nextval(pg_get_serial_sequence('silver.person_member', 'person_key'))) as person_key
from newcomer
group by identity
order by identity;

insert into silver.person_member (person_key, _source_system) overriding system value
select person_key, 'sage300' from identified
on conflict do nothing;

insert into silver.xref_person (_source_system, instance, named_by, source_id, person_key)
select 'sage300', n.instance, 'employee', n.employee, i.person_key
from newcomer n
join identified i using (identity);

-- An address stays with the person who had it first.
insert into silver.xref_person (_source_system, instance, named_by, source_id, person_key)
select distinct on (a.email) 'sage300', '', 'email', a.email, x.person_key
from arrived a
join silver.xref_person x on x.instance = a.instance and x.named_by = 'employee' and x.source_id = a.employee
where a.email is not null
order by a.email, x.person_key
on conflict do nothing;

-- Somebody who was employed twice has one history.
create temp table history on commit drop as
select x.person_key, r.*
from silver.xref_person x
join silver.employee_record r on r.instance = x.instance and r.employee = x.source_id
where x.named_by = 'employee' and x.person_key in (
    select y.person_key
    from arrived a
    join silver.xref_person y on y.instance = a.instance and y.named_by = 'employee' and y.source_id = a.employee
);

create temp table desired on commit drop as
with present as (
    select distinct on (h.person_key)
        h.person_key, h.full_name, h.first_name, h.last_name, h.phone, h.hire_date,
        (
            select x.source_id from silver.xref_person x
            where x.person_key = h.person_key and x.named_by = 'email' order by x.source_id = h.email desc nulls last, x.source_id limit 1
        ) as email
    from history h
    order by h.person_key, h.holds_from desc, h._turn desc, h.version desc, h.employee
), day as (
    select distinct on (person_key, holds_from)
        person_key, holds_from, department, job_title, hourly_rate, status,
        row(department, job_title, hourly_rate, status)::text as state
    from history
    where deleted_how is null
    order by person_key, holds_from, _turn desc, version desc, employee
), changed as (
    select *
    from (select *, lag(state) over (partition by person_key order by holds_from) as before from day) step
    where before is distinct from state
), version as (
    select
        person_key, department, job_title, hourly_rate, status,
        case when row_number() over member = 1 then '-infinity' else holds_from end as effective_from,
        lead(holds_from, 1, 'infinity') over member as effective_to
    from changed
    window member as (partition by person_key order by holds_from)
)
select v.*, p.full_name, p.first_name, p.last_name, p.email, p.phone, p.hire_date, decode(md5(row(v.*, p.*)::text), 'hex') as _hash_key
from version v
join present p using (person_key);

create temp table written on commit drop as
with gone as (
    delete from silver.dim_person d
    where d.person_key in (select person_key from desired)
        and not exists (select from desired n where n.person_key = d.person_key and n.effective_from = d.effective_from)
    returning d.person_key
), kept as (
    insert into silver.dim_person as d (
        person_key, effective_from, effective_to, full_name, first_name, last_name, email, phone, hire_date, department,
        job_title, hourly_rate, active_status, _source_system, _hash_key
    )
    select
        person_key, effective_from, effective_to, full_name, first_name, last_name, email, phone, hire_date, department,
        job_title, hourly_rate, status, 'sage300', _hash_key
    from desired
    on conflict (person_key, effective_from) do update set
        effective_to = excluded.effective_to, full_name = excluded.full_name, first_name = excluded.first_name,
        last_name = excluded.last_name, email = excluded.email, phone = excluded.phone, hire_date = excluded.hire_date,
        department = excluded.department, job_title = excluded.job_title, hourly_rate = excluded.hourly_rate,
        active_status = excluded.active_status, _source_system = excluded._source_system, _ingested_at = now(),
        _hash_key = excluded._hash_key
    where d._hash_key <> excluded._hash_key
    returning d.person_key
)
select person_key from gone union select person_key from kept;

update silver.person_member m
set _deleted_how = n.deleted_how, _deleted_at = case when n.deleted_how is not null then now() end
from (
    select person_key, case when bool_and(deleted_how is not null) then max(deleted_how) end as deleted_how
    from (
        select distinct on (person_key, instance, employee) person_key, deleted_how
        from history order by person_key, instance, employee, holds_from desc, _turn desc, version desc
    ) latest
    group by person_key
) n
where n.person_key = m.person_key and m._deleted_how is distinct from n.deleted_how;

insert into ops.touched_project
select project_key from silver.current_project where project_manager_fk in (select person_key from written)
on conflict do nothing;

insert into silver.dim_person (person_key, full_name, _source_system, _hash_key) values (0, '(unknown)', 'cds', '')
on conflict (person_key, effective_from) do nothing;

-- What is built on these is planned next, before autovacuum comes by.
analyze silver.person_member, silver.dim_person, silver.xref_person;
