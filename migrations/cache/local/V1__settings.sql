-- local.sqlite: what this laptop alone knows. Migrated, never rebuilt.
create table setting (
    name text primary key,
    value text not null
) strict, without rowid;
