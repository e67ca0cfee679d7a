select decided_by, decided_at, payload ->> 'file' as file
from app.decision
where kind = 'pin_schedule' and project_key = $1 and state = 'accepted' and decided_at > least($2, now())
order by decided_at desc
limit 1
