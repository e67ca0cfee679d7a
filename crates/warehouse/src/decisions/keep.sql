-- A clock that is ahead does not decide for the time to come.
insert into app.decision (id, kind, project_key, payload, decided_at, decided_by, state, answer)
values ($1, $2, $3, $4, least($5, now()), $6, $7, $8)
