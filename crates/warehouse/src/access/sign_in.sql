-- That a token is in use is noted once an hour.
with token as (
    select user_key, revoked_at is not null as revoked from app.user_token where token_hash = $1
), noted as (
    update app.user_token set last_used_at = now()
    where token_hash = $1 and revoked_at is null and coalesce(last_used_at < now() - interval '1 hour', true)
)
select
    a.user_key, a.email, a.full_name, a.active, t.revoked,
    array(select role from app.user_role r where r.user_key = a.user_key) as roles, '{}'::text[] as granted
from token t
join app.user_account a using (user_key)
