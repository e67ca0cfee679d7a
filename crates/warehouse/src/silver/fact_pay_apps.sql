-- A pay application is its header, its G703 lines and, where an export gives them, the schedule of values. The
-- parts come in files of their own, in any order; a part waits in bronze until the others are known. An amount
-- billed to date is a running sum where the lines bill by period, so all applications of a job are read together.
-- What is gone stays with its mark and counts in nothing; nor do the lines of an application that is gone.
create temp table billed_job on commit drop as
select distinct r.instance, r.payload ->> 'job' as job
from bronze.record r
where r._source_system = 'sage300'
    and r.entity in ('job', 'pay_application', 'pay_application_line', 'schedule_of_values_line')
    and r._batch_id > current_setting('cds.after_batch')::bigint;

create temp table gone_application on commit drop as
select b.instance, b.job, (h.payload ->> 'application')::integer as application
from billed_job b
join bronze.record h on h._source_system = 'sage300' and h.instance = b.instance and h.entity = 'pay_application'
    and h.is_current and h.payload ->> 'job' = b.job
where h.deleted_how is not null;

create temp table line on commit drop as
select
    x.project_key, p.application, p.line, coalesce(p.description, v.description) as description,
    coalesce(p.scheduled_value, v.scheduled_value) as scheduled_value, p.previous, p.this_period, p.stored,
    case when p.billed = 'this_period'
        then sum(p.this_period) filter (where w.counts) over (partition by x.project_key, p.line order by p.application)
        else coalesce(p.completed_to_date, p.previous + p.this_period + coalesce(p.stored, 0))
    end as completed_to_date,
    p.retainage, p.billed, r.deleted_how, w.counts, r._batch_id
from billed_job b
join silver.xref_project x on x._source_system = 'sage300' and x.instance = b.instance and x.source_id = b.job
join bronze.record r on r._source_system = 'sage300' and r.instance = b.instance and r.entity = 'pay_application_line'
    and r.is_current and r.payload ->> 'job' = b.job
cross join jsonb_to_record(r.payload) as p (
    application integer, line text, description text, scheduled_value numeric, previous numeric, this_period numeric,
    stored numeric, completed_to_date numeric, retainage numeric, billed text
)
left join lateral (
    select s.payload ->> 'description' as description, (s.payload ->> 'scheduled_value')::numeric as scheduled_value
    from bronze.record s
    where s._source_system = 'sage300' and s.instance = b.instance and s.entity = 'schedule_of_values_line'
        and s.is_current and s.deleted_how is null and s.payload ->> 'job' = b.job and s.payload ->> 'line' = p.line
) v on true
left join gone_application g on g.instance = b.instance and g.job = b.job and g.application = p.application
cross join lateral (select r.deleted_how is null and g.application is null as counts) w;

with desired as (
    select l.*, decode(md5(row(description, scheduled_value, previous, this_period, stored, completed_to_date, retainage,
        deleted_how)::text), 'hex') as _hash_key
    from line l
)
insert into silver.fact_pay_app_lines as f (
    project_key, application, line, description, scheduled_value, previous, this_period, stored, completed_to_date, retainage,
    _deleted_how, _deleted_at, _source_system, _batch_id, _hash_key
)
select
    project_key, application, line, description, scheduled_value, previous, this_period, stored, completed_to_date, retainage,
    deleted_how, case when deleted_how is not null then now() end, 'sage300', _batch_id, _hash_key
from desired d
where not exists (
    select from silver.fact_pay_app_lines f
    where f.project_key = d.project_key and f.application = d.application and f.line = d.line and f._hash_key = d._hash_key
)
on conflict (project_key, application, line) do update set
    description = excluded.description, scheduled_value = excluded.scheduled_value, previous = excluded.previous,
    this_period = excluded.this_period, stored = excluded.stored, completed_to_date = excluded.completed_to_date,
    retainage = excluded.retainage, _deleted_how = excluded._deleted_how,
    _deleted_at = case when excluded._deleted_how is not null then coalesce(f._deleted_at, now()) end,
    _ingested_at = now(), _batch_id = excluded._batch_id, _hash_key = excluded._hash_key;

with header as (
    select
        x.project_key, p.*,
        -- Line 5 of the G702 is 5a and 5b together.
        case when coalesce(p.retainage_completed, p.retainage_stored) is not null
            then coalesce(p.retainage_completed, 0) + coalesce(p.retainage_stored, 0)
        end as retainage_of_parts,
        r.deleted_how, r._batch_id
    from billed_job b
    join silver.xref_project x on x._source_system = 'sage300' and x.instance = b.instance and x.source_id = b.job
    join bronze.record r on r._source_system = 'sage300' and r.instance = b.instance and r.entity = 'pay_application'
        and r.is_current and r.payload ->> 'job' = b.job
    cross join jsonb_to_record(r.payload) as p (
        application integer, period_to date, submitted_on date, published_on date, certified_on date, paid_on date,
        retainage numeric(14, 2), completed_to_date numeric(14, 2), extra text, retainage_completed numeric(14, 2),
        retainage_stored numeric(14, 2), retainage_released numeric(14, 2), previous_certificates numeric(14, 2),
        payment_due numeric(14, 2)
    )
), total as (
    select
        project_key, application, bool_and(billed = 'this_period') as by_period, sum(this_period) as this_period,
        -- A line without an amount leaves the application without one: no number rather than a wrong one.
        case when bool_and(completed_to_date is not null) then sum(completed_to_date) end as completed_to_date,
        sum(retainage) as retainage, count(*) as lines
    from line where counts group by project_key, application
), bill as (
    select
        h.project_key, h.application, coalesce(h.extra, '') as extra, h.period_to, h.submitted_on, h.published_on, h.certified_on,
        h.paid_on, h.retainage_completed, h.retainage_stored, h.retainage_released, h.previous_certificates, h.payment_due,
        h.deleted_how,
        case
            when coalesce(t.by_period, bool_or(t.by_period) over (partition by h.project_key)) then (
                -- Lines of an application whose header is still to come are billed all the same.
                select coalesce(sum(e.this_period), 0) from total e
                where e.project_key = h.project_key and e.application <= h.application
            )
            else coalesce(t.completed_to_date, h.completed_to_date)
        end as billed_to_date,
        coalesce(h.retainage, h.retainage_of_parts, t.retainage) as retainage, coalesce(t.lines, 0) as line_count, h._batch_id
    from header h
    left join total t using (project_key, application)
), desired as (
    select b.*, decode(md5(row(extra, period_to, submitted_on, published_on, certified_on, paid_on, billed_to_date, retainage,
        retainage_completed, retainage_stored, retainage_released, previous_certificates, payment_due, line_count,
        deleted_how)::text), 'hex') as _hash_key
    from bill b
), written as (
    insert into silver.fact_pay_apps as f (
        project_key, application, extra, period_to, submitted_on, published_on, certified_on, paid_on, billed_to_date, retainage,
        retainage_completed, retainage_stored, retainage_released, previous_certificates, payment_due, line_count,
        _deleted_how, _deleted_at, _source_system, _batch_id, _hash_key
    )
    select
        project_key, application, extra, period_to, submitted_on, published_on, certified_on, paid_on, billed_to_date, retainage,
        retainage_completed, retainage_stored, retainage_released, previous_certificates, payment_due, line_count,
        deleted_how, case when deleted_how is not null then now() end, 'sage300', _batch_id, _hash_key
    from desired d
    where not exists (
        select from silver.fact_pay_apps f
        where f.project_key = d.project_key and f.application = d.application and f._hash_key = d._hash_key
    )
    on conflict (project_key, application) do update set
        extra = excluded.extra, period_to = excluded.period_to, submitted_on = excluded.submitted_on, published_on = excluded.published_on,
        certified_on = excluded.certified_on, paid_on = excluded.paid_on, billed_to_date = excluded.billed_to_date,
        retainage = excluded.retainage, retainage_completed = excluded.retainage_completed,
        retainage_stored = excluded.retainage_stored, retainage_released = excluded.retainage_released,
        previous_certificates = excluded.previous_certificates, payment_due = excluded.payment_due,
        line_count = excluded.line_count, _deleted_how = excluded._deleted_how,
        _deleted_at = case when excluded._deleted_how is not null then coalesce(f._deleted_at, now()) end, _ingested_at = now(),
        _batch_id = excluded._batch_id, _hash_key = excluded._hash_key
    returning project_key
)
insert into ops.touched_project select distinct project_key from written on conflict do nothing;
