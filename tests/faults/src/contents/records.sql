select to_jsonb(record) from bronze.record as record
