select count(*)
from bronze.record r
where r._source_system = $1 and r.instance = $2 and r.entity = $3 and r.is_current and r.deleted_how is null
    and r.payload ->> $4 between $5 and $6
