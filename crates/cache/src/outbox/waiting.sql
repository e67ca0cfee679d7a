select id, kind, payload, decided_at, decided_by from decision where state = 'waiting' order by rowid
