analyze bronze.record
