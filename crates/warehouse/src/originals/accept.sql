insert into app.accepted_file (sha256, accepted_by)
select unnest($1::bytea[]), $2
on conflict (sha256) do update set accepted_by = excluded.accepted_by, accepted_at = now()
