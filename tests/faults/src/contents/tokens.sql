-- A token is another in every warehouse.
select jsonb_build_object('user_key', user_key, 'revoked', revoked_at is not null) from app.user_token
