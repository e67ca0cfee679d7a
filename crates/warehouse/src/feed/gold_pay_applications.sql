select asked.key as asked_by, g.*
from unnest($1::text[]) as asked (key)
join gold.gold_pay_applications g on g.project_key = (asked.key::jsonb ->> 'project_key')::bigint
    and g.application = (asked.key::jsonb ->> 'application')::integer
