update app.user_token set revoked_at = now() where user_key = $1 and revoked_at is null
