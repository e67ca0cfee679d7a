-- Job folders name members too: the job of that number in the books, else another folder's, else a new one (R3).
create temp table folder on commit drop as
select distinct r.instance, p.job_folder, p.job_number, x.project_key
from bronze.record r
cross join jsonb_to_record(r.payload) as p (job_number text, job_folder text)
left join silver.xref_project x on x._source_system = 'network_folder' and x.instance = r.instance and x.source_id = p.job_folder
where r._source_system = 'network_folder' and r.entity = 'schedule_version'
    and r._batch_id > current_setting('cds.after_batch')::bigint
    and not exists (select from silver.dim_project d where d.project_key = x.project_key);

create temp table unknown on commit drop as
select n.job_number, n.project_name, coalesce(n.project_key, nextval(pg_get_serial_sequence('silver.project_member', 'project_key')))
    as project_key
from (
    select distinct on (job_number)
        job_number, project_key,
        coalesce(nullif(btrim(substr(regexp_replace(job_folder, '^.*/', ''), length(job_number) + 1), ' -_'), ''), job_number)
            as project_name
    from folder f
    where not exists (select from silver.dim_project d where d.is_current and d.job_number = f.job_number)
    order by job_number, project_key, job_folder
) n;

insert into silver.project_member (project_key, _source_system) overriding system value
select project_key, 'network_folder' from unknown
on conflict do nothing;

insert into silver.dim_project (project_key, job_number, project_name, status, _source_system, _hash_key)
select project_key, job_number, project_name, 'active', 'network_folder', decode(md5(row(job_number, project_name)::text), 'hex')
from unknown;

-- Of several members with the number, the folder is that of the job which has it under another root, as when a share
-- moved, else the youngest job's.
insert into silver.xref_project (_source_system, instance, source_id, project_key)
select 'network_folder', f.instance, f.job_folder, coalesce(max(x.project_key), max(d.project_key))
from folder f
join silver.dim_project d on d.is_current and d.job_number = f.job_number
left join silver.xref_project x on x._source_system = 'network_folder' and x.source_id = f.job_folder
    and x.project_key = d.project_key
where f.project_key is null
group by f.instance, f.job_folder;

-- What is built on these is planned next, before autovacuum comes by.
analyze silver.project_member, silver.dim_project, silver.xref_project;
