select * from gold_change_orders where project_key = ?1 order by number
