select f.name, f.written_on, o.content
from ops.batch_file f
join ops.original o using (sha256)
where f.batch_id = $1
order by f.part
