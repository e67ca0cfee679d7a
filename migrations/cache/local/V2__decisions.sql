-- The oldest layout whose app can still use this file: those before know nothing of what is added here.
create table format (
    oldest_reader integer not null
) strict;
insert into format values (1);

-- What was decided on this laptop, with what came of it. The id goes to the service too: sent twice, it decides once.
create table decision (
    id text primary key,
    kind text not null,
    payload text not null,
    decided_at text not null,
    decided_by text not null,
    state text not null default 'waiting' check (state in ('waiting', 'accepted', 'superseded', 'refused')),
    answer text
) strict;
