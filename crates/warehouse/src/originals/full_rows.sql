-- The rows of the latest full file; before the first one, what is there.
select coalesce(
    (
        select f.row_count
        from ops.full_file f
        join ops.batch b using (batch_id)
        where b.source_system = $1 and b.instance = $2 and f.entity = $3
        order by b.exported_on desc, b.batch_id desc
        limit 1
    ),
    (
        select count(*)
        from bronze.record r
        where r._source_system = $1 and r.instance = $2 and r.entity = $3 and r.is_current and r.deleted_how is null
    )
)
