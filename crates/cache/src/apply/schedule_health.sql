insert or replace into gold_schedule_health (project_key, month_end, version_key, data_date, application, period_to, schedule_percent_bp, financial_percent_bp, billed_cents, contract_sum_cents, variance_bp, light, carried, red_months, alert)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
