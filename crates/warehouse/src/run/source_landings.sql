select source_system, instance, max(landed_at) filter (where loaded > 0) as landed_at
from ops.batch
group by source_system, instance
order by source_system, instance
