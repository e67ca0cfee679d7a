select count(distinct (table_name, row_key)) from sync.change_log where publish_no > $1 and publish_no <= $2
