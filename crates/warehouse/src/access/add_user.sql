insert into app.user_account (email, full_name) values ($1, $2)
on conflict (email) do update set full_name = excluded.full_name, active = true where not user_account.active
returning user_key
