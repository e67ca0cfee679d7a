insert into ops.decided_by (decision, value) values ('first_fiscal_month', $1)
on conflict (decision) do update set value = excluded.value where decided_by.value <> excluded.value
