-- What an account has to hear of to come from how things stood at the publish number $1 to how they stood at $2: each
-- row it sees at the end that changed, or whose job it has come to see, and each row it saw at the beginning and no
-- more. The first change after $1 says which job a row belonged to then, the last one up to $2 which it belongs to.
with everything as materialized (
    select sync.sees_everything() as seen
), job as materialized (
    select
        project_key::text as scope,
        max(publish_no) filter (where publish_no > $1) as changed_at,
        coalesce((array_agg(gained order by publish_no desc) filter (where publish_no <= $1))[1], false) as seen_then,
        (array_agg(gained order by publish_no desc))[1] as seen_now
    from sync.scope_log
    where user_key = sync.viewer() and publish_no <= $2 and not (select seen from everything)
    group by project_key
), changed as (
    select distinct on (table_name, row_key)
        publish_no, table_name, row_key, new_scope,
        last_value(old_scope) over (
            partition by table_name, row_key order by publish_no desc
            rows between unbounded preceding and unbounded following
        ) as old_scope
    from sync.change_log
    where publish_no > $1 and publish_no <= $2
    order by table_name, row_key, publish_no desc
), of_changed_row as (
    select
        greatest(c.publish_no, now_in.changed_at) as publish_no, c.table_name, c.row_key,
        c.old_scope is not null and (e.seen or coalesce(was_in.seen_then, false)) as had,
        c.new_scope is not null and (e.seen or coalesce(now_in.seen_now, false)) as has
    from changed c
    cross join everything e
    left join job was_in on was_in.scope = c.old_scope
    left join job now_in on now_in.scope = c.new_scope
), of_job as (
    -- The rows of a job that was gained or lost since, as they stood before. One that was lost and gained again is sent
    -- whole: a page in between may have found it lost.
    select distinct on (j.scope, c.table_name, c.row_key)
        j.changed_at as publish_no, c.table_name, c.row_key, c.publish_no as last_change, j.scope, c.new_scope,
        j.seen_then as had, j.seen_now as has
    from job j
    join sync.change_log c on (c.new_scope = j.scope or c.old_scope = j.scope) and c.publish_no <= $2
    where j.changed_at is not null
    order by j.scope, c.table_name, c.row_key, c.publish_no desc
), told as (
    select publish_no, table_name, row_key, has from of_changed_row where had or has
    union all
    select publish_no, table_name, row_key, has from of_job
    where last_change <= $1 and new_scope = scope and (had or has)
)
select publish_no, table_name, row_key::text, has, (select count(*) from told) as total
from told
where (publish_no, table_name, row_key::text) > ($3, $4, $5)
order by publish_no, table_name, row_key::text
limit $6
