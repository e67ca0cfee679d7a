with gone as (
    delete from app.user_role where user_key = $1 and role <> all ($2::text[])
)
insert into app.user_role (user_key, role) select $1, unnest($2::text[]) on conflict do nothing
