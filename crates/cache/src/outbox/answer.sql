update decision set state = ?2, answer = ?3 where id = ?1 and state = 'waiting'
