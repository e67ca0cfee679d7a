-- The latest operation of each row. A laptop that starts from nothing need not hear of what is gone.
select publish_no, table_name, row_key::text, op
from (
    select distinct on (table_name, row_key) publish_no, table_name, row_key, op
    from sync.change_log
    where publish_no > $1 and publish_no <= $2
    order by table_name, row_key, publish_no desc
) latest
where (publish_no, table_name, row_key::text) > ($3, $4, $5) and not ($1 = 0 and op = 'delete')
order by publish_no, table_name, row_key::text
limit $6
