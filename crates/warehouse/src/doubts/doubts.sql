-- What the books leave open: one row per doubt and job or cost code, with the first few examples.
with undated as (
    select 'undated' as doubt, p.job_number as job, count(*) as records,
        string_agg(f.application::text, ', ' order by f.application) as examples, null::numeric as said, null::numeric as summed
    from silver.fact_pay_apps f
    join silver.current_project p using (project_key)
    where coalesce(f.period_to, f.submitted_on, f.published_on, f.certified_on, f.paid_on) is null and f._deleted_at is null
    group by f.project_key, p.job_number
), headless as (
    select 'headless', p.job_number, count(*), string_agg(l.application::text, ', ' order by l.application), null::numeric, null::numeric
    from (select distinct project_key, application from silver.fact_pay_app_lines where _deleted_at is null) l
    join silver.current_project p using (project_key)
    where not exists (
        select from silver.fact_pay_apps f where f.project_key = l.project_key and f.application = l.application
    )
    group by l.project_key, p.job_number
), contradicting as (
    select distinct on (f.project_key)
        'contradicting', p.job_number, count(*) over (partition by f.project_key), f.application::text, h.said,
        f.billed_to_date
    from silver.fact_pay_apps f
    join silver.current_project p using (project_key)
    join silver.xref_project x on x.project_key = f.project_key and x._source_system = 'sage300'
    join bronze.record r on r._source_system = 'sage300' and r.instance = x.instance and r.entity = 'pay_application'
        and r.is_current and r.payload ->> 'job' = x.source_id and (r.payload ->> 'application')::integer = f.application
    cross join lateral (select round((r.payload ->> 'completed_to_date')::numeric, 2) as said) h
    where f.line_count > 0 and f._deleted_at is null and h.said <> f.billed_to_date
    order by f.project_key, f.application
), jobless as (
    select 'jobless', r.payload ->> 'job', count(*),
        string_agg(distinct case r.entity when 'labor' then 'hours' else replace(r.entity, '_', ' ') || 's' end, ' and '), null::numeric, null::numeric
    from bronze.record r
    where r._source_system = 'sage300' and r.is_current and r.deleted_how is null
        and r.entity in ('change_order', 'pay_application', 'pay_application_line', 'labor', 'job_cost')
        and not exists (
            select from silver.xref_project x
            where x._source_system = 'sage300' and x.instance = r.instance and x.source_id = r.payload ->> 'job'
        )
    group by r.instance, r.payload ->> 'job'
), parentless as (
    select case when p.cost_code is null then 'orphaned' else 'circling' end, c.cost_code, 1::bigint, c.parent, null::numeric, null::numeric
    from silver.dim_cost_code c
    left join silver.dim_cost_code p on p.instance = c.instance and p.cost_code = c.parent and p._deleted_at is null
    where c.parent is not null and c.parent_key is null and c._deleted_at is null
        -- One that hangs beneath a circle is settled with it.
        and (p.cost_code is null or exists (
            with recursive above as (
                select p.instance, p.cost_code, p.parent
                union
                select u.instance, u.cost_code, u.parent
                from above a
                join silver.dim_cost_code u on u.instance = a.instance and u.cost_code = a.parent
            )
            select from above where above.cost_code = c.cost_code
        ))
)
select * from undated union all select * from headless union all select * from contradicting union all select * from jobless
union all select * from parentless
order by job, doubt
