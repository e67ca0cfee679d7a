select asked.key as asked_by, g.*
from unnest($1::text[]) as asked (key)
join gold.gold_schedule_versions g on g.version_key = (asked.key::jsonb ->> 'version_key')::bigint
