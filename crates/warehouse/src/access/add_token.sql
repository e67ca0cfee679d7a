insert into app.user_token (user_key, token_hash) values ($1, $2)
