insert into ops.source_state (source_system, instance, state) values ($1, $2, $3)
on conflict (source_system, instance) do update set state = excluded.state
