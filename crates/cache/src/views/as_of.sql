select
    (select max(period_to) from gold_pay_applications) as billed_to,
    (select max(data_date) from gold_schedule_versions where of_record and removed_on is null) as scheduled_to
