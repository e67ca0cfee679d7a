delete from gold_change_orders where project_key = ?1 and number = ?2
