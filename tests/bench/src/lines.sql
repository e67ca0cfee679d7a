select count(distinct (entity, source_id)) from bronze.record where entity in ('job_cost', 'labor')
