select table_schema || '.' || table_name
from information_schema.tables
where table_type = 'BASE TABLE'
    and (
        table_schema in ('silver', 'gold', 'app') and table_name not in ('decision', 'user_token')
        or (table_schema, table_name) in (('ops', 'touched_project'), ('sync', 'user_project'))
    )
order by 1
