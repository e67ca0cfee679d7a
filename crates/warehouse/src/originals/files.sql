select f.name, f.written_on, f.sha256
from ops.batch_file f
where f.batch_id = $1
order by f.part
