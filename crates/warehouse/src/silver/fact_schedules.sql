-- Versions as they were read. What a file holds now is another record (schedule_file): a version whose file was
-- overwritten stays history; one whose file is gone from the share is withdrawn with it. A job may have more than
-- one folder, such as a copy or a share that moved: the same content under the same name is the same version.
create temp table arrived_version on commit drop as
select distinct on (x.project_key, r.payload ->> 'file', r.payload ->> 'content_hash')
    r.payload, r._batch_id, x.project_key
from bronze.record r
join silver.xref_project x on x._source_system = 'network_folder' and x.instance = r.instance
    and x.source_id = r.payload ->> 'job_folder'
where r._source_system = 'network_folder' and r.entity = 'schedule_version' and r.is_current
    and r._batch_id > current_setting('cds.after_batch')::bigint
order by x.project_key, r.payload ->> 'file', r.payload ->> 'content_hash', r._batch_id desc, r.instance, r.source_id;

create temp table fresh_version on commit drop as
with written as (
    insert into silver.fact_schedule_versions (
        project_key, file, content_hash, modified_at, data_date, data_date_source, project_guid, start_on, finish_on,
        task_count, actual_minutes, duration_minutes, on_share, _source_system, _batch_id, _hash_key
    )
    select
        a.project_key, p.file, p.content_hash, p.modified_at, p.data_date, p.data_date_source,
        p.facts ->> 'guid', (p.facts ->> 'start')::timestamp, (p.facts ->> 'finish')::timestamp,
        (p.facts ->> 'task_count')::integer, t.actual_minutes, t.duration_minutes, true, 'network_folder', a._batch_id,
        decode(md5(a.payload::text), 'hex')
    from arrived_version a
    cross join jsonb_to_record(a.payload) as p (
        file text, content_hash text, modified_at timestamptz, data_date date, data_date_source text, facts jsonb
    )
    cross join lateral (
        select
            coalesce(sum(k.actual_minutes) filter (where k.counts), 0) as actual_minutes,
            coalesce(sum(k.duration_minutes) filter (where k.counts), 0) as duration_minutes
        from jsonb_to_recordset(p.facts -> 'tasks') as k (counts boolean, actual_minutes numeric, duration_minutes numeric)
    ) t
    on conflict (project_key, file, content_hash) do update set
        modified_at = excluded.modified_at, data_date = excluded.data_date, data_date_source = excluded.data_date_source,
        project_guid = excluded.project_guid, start_on = excluded.start_on, finish_on = excluded.finish_on,
        task_count = excluded.task_count, actual_minutes = excluded.actual_minutes,
        duration_minutes = excluded.duration_minutes, _ingested_at = now(), _batch_id = excluded._batch_id,
        _hash_key = excluded._hash_key
    where fact_schedule_versions._hash_key <> excluded._hash_key
    returning version_key, project_key, file, content_hash
)
select w.version_key, w.project_key, a._batch_id, a.payload -> 'facts' -> 'tasks' as tasks
from written w
join arrived_version a on a.project_key = w.project_key and a.payload ->> 'file' = w.file
    and a.payload ->> 'content_hash' = w.content_hash;

delete from silver.fact_schedule_activities where version_key in (select version_key from fresh_version);
delete from silver.fact_schedule_links where version_key in (select version_key from fresh_version);

insert into silver.fact_schedule_activities (
    version_key, unique_id, row_id, name, outline_level, is_summary, is_milestone, is_active, is_blank, counts, start_on,
    finish_on, duration_minutes, actual_minutes, remaining_minutes, percent_complete, _source_system, _batch_id, _hash_key
)
select
    v.version_key, k.unique_id, k.id, k.name, k.outline_level, k.summary, k.milestone, k.active, k.blank, k.counts, k.start,
    k.finish, k.duration_minutes, k.actual_minutes, k.remaining_minutes, k.percent_complete, 'network_folder', v._batch_id,
    decode(md5(k::text), 'hex')
from fresh_version v
cross join jsonb_to_recordset(v.tasks) as k (
    unique_id bigint, id bigint, name text, outline_level bigint, summary boolean, milestone boolean, active boolean,
    blank boolean, counts boolean, start timestamp, finish timestamp, duration_minutes numeric, actual_minutes numeric,
    remaining_minutes numeric, percent_complete numeric
)
-- Writers that are not careful number two tasks alike.
on conflict do nothing;

insert into silver.fact_schedule_links (
    version_key, predecessor_id, successor_id, ordinal, link_type, lag, lag_unit, _source_system, _batch_id, _hash_key
)
select
    v.version_key, (l.link ->> 'unique_id')::bigint, (k.task ->> 'unique_id')::bigint, l.ordinal, l.link ->> 'type',
    (l.link ->> 'lag')::numeric, l.link ->> 'lag_unit', 'network_folder', v._batch_id, decode(md5(l.link::text), 'hex')
from fresh_version v
cross join jsonb_array_elements(v.tasks) as k (task)
cross join jsonb_array_elements(k.task -> 'predecessors') with ordinality as l (link, ordinal)
on conflict do nothing;

insert into ops.touched_project select distinct project_key from fresh_version on conflict do nothing;

create temp table arrived_file on commit drop as
select distinct x.project_key, r.payload ->> 'file' as file
from bronze.record r
join silver.xref_project x on x._source_system = 'network_folder' and x.instance = r.instance
    and x.source_id = r.payload ->> 'job_folder'
where r._source_system = 'network_folder' and r.entity = 'schedule_file' and r.is_current
    and (
        r._batch_id > current_setting('cds.after_batch')::bigint
        -- Other roots are scanned now than before.
        or x.project_key in (select project_key from ops.touched_project)
    );

-- What the folders of the job hold under that name, or held when it went. Where a root that is scanned knows the
-- file, one that is no longer configured has no say; else the file stays as it was last seen. While one folder holds
-- the file, contents that none holds were overwritten; when none does, the file is gone, and what it last held is
-- withdrawn.
with known as (
    select
        a.project_key, a.file, r.payload ->> 'content_hash' as content_hash, r.deleted_how,
        current_setting('cds.roots')::jsonb ? r.instance as scanned
    from arrived_file a
    join silver.xref_project x on x._source_system = 'network_folder' and x.project_key = a.project_key
    join bronze.record r on r._source_system = 'network_folder' and r.instance = x.instance and r.entity = 'schedule_file'
        and r.is_current and r.source_id = x.source_id || '/' || a.file
), held as (
    select k.*
    from (select *, bool_or(scanned) over (partition by project_key, file) as scanned_somewhere from known) k
    where k.scanned or not k.scanned_somewhere
), seen as (
    select
        v.version_key, bool_or(h.deleted_how is null and h.content_hash = v.content_hash) as on_share,
        max(h.deleted_how) filter (where h.content_hash = v.content_hash) as gone_how, bool_or(h.deleted_how is null) as file_there
    from silver.fact_schedule_versions v
    join held h using (project_key, file)
    group by v.version_key
), desired as (
    select
        version_key, s.on_share,
        case
            when s.on_share then null
            when s.file_there then v._deleted_how
            else coalesce(s.gone_how, v._deleted_how)
        end as deleted_how
    from seen s
    join silver.fact_schedule_versions v using (version_key)
), written as (
    update silver.fact_schedule_versions v
    set on_share = d.on_share, _deleted_how = d.deleted_how,
        _deleted_at = case when d.deleted_how is not null then coalesce(v._deleted_at, now()) end,
        removed_on = case when d.deleted_how is not null then coalesce(v.removed_on, current_setting('cds.as_of')::date) end
    from desired d
    where d.version_key = v.version_key and (v.on_share, v._deleted_how) is distinct from (d.on_share, d.deleted_how)
    returning v.project_key
)
insert into ops.touched_project select distinct project_key from written on conflict do nothing;
