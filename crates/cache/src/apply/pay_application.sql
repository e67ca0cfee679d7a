insert or replace into gold_pay_applications (project_key, application, period_to, period_to_source, billed_to_date_cents, retainage_cents, submitted_on, certified_on, paid_on)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
