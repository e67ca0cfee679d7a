select user_key from app.user_account where email = $1 and active and user_key > 0
