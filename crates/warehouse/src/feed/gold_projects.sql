select asked.key as asked_by, g.*
from unnest($1::text[]) as asked (key)
join gold.gold_projects g on g.project_key = (asked.key::jsonb ->> 'project_key')::bigint
