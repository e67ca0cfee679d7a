-- A share's root is its own in every installation; the last part of its path is not.
select
    project_key,
    string_agg(
        _source_system || ':' || regexp_replace(instance, '^.*/', '') || ':' || source_id,
        ' = ' order by _source_system, source_id
    )
from silver.xref_project
group by project_key
