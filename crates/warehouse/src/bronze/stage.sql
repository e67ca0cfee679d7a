create temp table stage (
    entity text not null,
    source_id text not null,
    payload jsonb not null,
    deleted_how text,
    effective_on date,
    hash bytea not null,
    is_gone boolean not null default false
) on commit drop;

create temp table claim (
    entity text not null,
    field text,
    first_day text,
    last_day text,
    effective_on date
) on commit drop;

create temp table set_aside (
    entity text not null,
    source_id text not null
) on commit drop;
