select user_key, email from app.user_account
