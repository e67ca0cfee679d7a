select count(*)
from (
    select distinct on (table_name, row_key) op
    from sync.change_log
    where publish_no > $1 and publish_no <= $2
    order by table_name, row_key, publish_no desc
) latest
where not ($1 = 0 and op = 'delete')
