-- rollback:
--   drop table app.decision;
--   delete from refinery_schema_history where version = 9;

-- What people decided, and how each was answered: the same decision sent again is answered the same. What is in force
-- is in the table of its subject (`app.schedule_pin`).
create table app.decision (
    id text primary key,
    kind text not null,
    project_key bigint,
    payload jsonb not null,
    decided_at timestamptz not null,
    decided_by text not null,
    received_at timestamptz not null default now(),
    state text not null check (state in ('accepted', 'superseded', 'refused')),
    answer jsonb not null
);
create index decision_standing on app.decision (kind, project_key, decided_at desc) where state = 'accepted';

insert into app.decision (id, kind, project_key, payload, decided_at, decided_by, state, answer)
select
    gen_random_uuid()::text, 'pin_schedule', project_key, jsonb_build_object('project_key', project_key, 'file', file),
    pinned_at, pinned_by, 'accepted', '{"state": "accepted"}'
from app.schedule_pin;
