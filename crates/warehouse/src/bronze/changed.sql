select entity, count(*) filter (where not is_gone) as loaded, count(*) filter (where is_gone) as deleted
from stage
group by entity
