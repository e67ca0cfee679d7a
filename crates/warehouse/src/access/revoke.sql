delete from app.user_grant where user_key = $1 and project_key = $2
