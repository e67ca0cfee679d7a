-- Job folders name members too: the job of that number in the books, else another folder's, else a new one (R3).
create temp table folder on commit drop as
select distinct on (r.instance, p.job_folder) r.instance, p.job_folder, p.job_number, r._batch_id
from bronze.record r
cross join jsonb_to_record(r.payload) as p (job_number text, job_folder text)
where r._source_system = 'network_folder' and r.entity = 'schedule_version'
    and r._batch_id > current_setting('cds.after_batch')::bigint
    and not exists (
        select from silver.xref_project x
        where x.source_system = 'network_folder' and x.instance = r.instance and x.source_id = p.job_folder
    );

insert into silver.dim_project (job_number, project_name, status, _source_system, _batch_id, _hash_key)
select distinct on (job_number)
    job_number,
    coalesce(nullif(btrim(substr(regexp_replace(job_folder, '^.*/', ''), length(job_number) + 1), ' -_'), ''), job_number),
    'active', 'network_folder', _batch_id, ''
from folder f
where not exists (select from silver.dim_project d where d.job_number = f.job_number)
order by job_number, job_folder;

-- Of several members with the number, the folder is that of the job which has it under another root, as when a share
-- moved, else the youngest job's.
insert into silver.xref_project
select 'network_folder', f.instance, f.job_folder, coalesce(max(x.project_key), max(d.project_key))
from folder f
join silver.dim_project d on d.job_number = f.job_number
left join silver.xref_project x on x.source_system = 'network_folder' and x.source_id = f.job_folder
    and x.project_key = d.project_key
group by f.instance, f.job_folder;
