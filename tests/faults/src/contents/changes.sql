select jsonb_build_object(
    'table', table_name, 'op', op, 'old_scope', old_scope::bigint, 'new_scope', new_scope::bigint
) || row_key
from sync.change_log
