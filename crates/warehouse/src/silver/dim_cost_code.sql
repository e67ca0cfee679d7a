-- The standard list is a tree from the codes that name none above them. A code whose way up is missing or leads in a
-- circle stands at the top by itself.
create temp table code on commit drop as
select r.instance, p.cost_code, p.description, p.parent, r.deleted_how
from bronze.record r
cross join jsonb_to_record(r.payload) as p (cost_code text, description text, parent text)
where r._source_system = 'sage300' and r.entity = 'cost_code' and r.is_current and r.instance in (
    select a.instance from bronze.record a
    where a._source_system = 'sage300' and a.entity = 'cost_code' and a._batch_id > current_setting('cds.after_batch')::bigint
);

create temp table desired on commit drop as
with recursive tree as (
    select c.instance, c.cost_code, null::text as above, 1 as depth, array[c.cost_code] as path
    from code c
    where c.deleted_how is not null
        or not exists (
            select from code p where p.instance = c.instance and p.cost_code = c.parent and p.deleted_how is null
        )
    union all
    select c.instance, c.cost_code, c.parent, t.depth + 1, t.path || c.cost_code
    from tree t
    join code c on c.instance = t.instance and c.parent = t.cost_code and c.deleted_how is null
    join code p on p.instance = t.instance and p.cost_code = t.cost_code and p.deleted_how is null
)
select
    c.instance, c.cost_code, c.description, c.parent, t.above, coalesce(t.depth, 1) as depth,
    coalesce(t.path, array[c.cost_code]) as path, c.deleted_how,
    decode(md5(row(c.description, c.parent, t.path, c.deleted_how)::text), 'hex') as _hash_key
from code c
left join tree t using (instance, cost_code);

insert into silver.dim_cost_code as d (
    instance, cost_code, description, parent, depth, path, _deleted_how, _deleted_at, _source_system, _hash_key
)
select
    instance, cost_code, description, parent, depth, path, deleted_how, case when deleted_how is not null then now() end,
    'sage300', _hash_key
from desired
order by instance, path
on conflict (instance, cost_code) do update set
    description = excluded.description, parent = excluded.parent, depth = excluded.depth, path = excluded.path,
    _deleted_how = excluded._deleted_how,
    _deleted_at = case when excluded._deleted_how is not null then coalesce(d._deleted_at, now()) end,
    _ingested_at = now(), _hash_key = excluded._hash_key
where d._hash_key <> excluded._hash_key;

update silver.dim_cost_code d
set parent_key = a.cost_code_key
from desired n
left join silver.dim_cost_code a on a.instance = n.instance and a.cost_code = n.above
where d.instance = n.instance and d.cost_code = n.cost_code and d.parent_key is distinct from a.cost_code_key;

-- What is built on these is planned next, before autovacuum comes by.
analyze silver.dim_cost_code;
