insert into decision (id, kind, payload, decided_at, decided_by) values (?1, ?2, ?3, ?4, ?5)
