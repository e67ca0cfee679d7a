-- Whether the table has grown by half since the planner last heard how large it is.
select pg_relation_size(oid) > 1.5 * relpages * current_setting('block_size')::bigint
from pg_class where oid = 'bronze.record'::regclass
