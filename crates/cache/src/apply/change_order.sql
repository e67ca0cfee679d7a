insert or replace into gold_change_orders (project_key, number, description, status, amount_cents, executed_on)
values (?1, ?2, ?3, ?4, ?5, ?6)
