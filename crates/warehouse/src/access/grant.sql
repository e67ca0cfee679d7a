insert into app.user_grant (user_key, project_key, granted_by) values ($1, $2, $3) on conflict do nothing
