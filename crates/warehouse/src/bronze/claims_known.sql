-- Whether anything is known that a claim could find gone.
select exists (
    select
    from claim k
    join bronze.record r on r._source_system = current_setting('cds.source_system')
        and r.instance = current_setting('cds.instance') and r.entity = k.entity
)
