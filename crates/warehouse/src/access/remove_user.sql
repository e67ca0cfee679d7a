with gone as (
    delete from app.user_grant where user_key = $1
)
update app.user_account set active = false where user_key = $1
