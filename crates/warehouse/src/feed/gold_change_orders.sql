select asked.key as asked_by, g.*
from unnest($1::text[]) as asked (key)
join gold.gold_change_orders g on g.project_key = (asked.key::jsonb ->> 'project_key')::bigint
    and g.number = asked.key::jsonb ->> 'number'
