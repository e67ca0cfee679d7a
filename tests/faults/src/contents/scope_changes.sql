select jsonb_build_object('user_key', user_key, 'project_key', project_key, 'gained', gained) from sync.scope_log
