create temp table stage (
    entity text not null,
    source_id text not null,
    payload jsonb not null,
    deleted_how text,
    hash bytea not null
) on commit drop
