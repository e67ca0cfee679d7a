delete from gold_pay_applications where project_key = ?1 and application = ?2
