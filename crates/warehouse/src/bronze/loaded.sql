select entity, count(*) from changed group by entity
