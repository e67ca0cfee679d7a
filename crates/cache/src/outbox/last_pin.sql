select json_extract(payload, '$.file') as file, decided_at, answer
from decision
where kind = 'pin_schedule' and json_extract(payload, '$.project_key') = ?1
order by rowid desc
limit 1
