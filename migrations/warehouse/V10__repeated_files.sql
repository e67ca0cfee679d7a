-- rollback:
--   alter table ops.batch drop column read_by;
--   delete from refinery_schema_history where version = 10;

-- A file that is dropped again is not read again where it says what it said: it would be read alike.
alter table ops.batch add column read_by bytea;
comment on column ops.batch.read_by is
    'By what its files were read: a hash of the mapping and of the release. Null: not known.';
comment on table ops.asset_mark is
    'The last batch an asset has seen. `statistics`: the last one when bronze was analyzed.';
