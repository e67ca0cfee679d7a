select * from gold_pay_applications where project_key = ?1 order by application
