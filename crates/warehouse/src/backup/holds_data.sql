-- Any table of ours with rows: a warehouse that was never run has none but its own identity.
select case
    when to_regclass('ops.run') is null then false
    else (xpath('/row/found/text()', query_to_xml(
        'select exists (select from ops.run) or exists (select from bronze.record) as found', false, true, ''
    )))[1]::text = 'true'
end
