-- A row's place and the transaction that wrote it: an insert, an update and a delete each change the digest.
select schemaname || '.' || tablename,
    (xpath('/row/digest/text()', query_to_xml(
        format(
            'select md5(string_agg(ctid::text || xmin::text, '','' order by ctid)) as digest from %I.%I', schemaname, tablename
        ),
        false, true, ''
    )))[1]::text
from pg_tables
where schemaname in ('silver', 'gold', 'sync')
order by 1
