select person_key, string_agg(named_by || ':' || source_id, ' = ' order by named_by, source_id)
from silver.xref_person
group by person_key
