copy stage (entity, source_id, payload, deleted_how, effective_on, hash) from stdin binary
