insert into ops.original (sha256, size, content) values ($1, $2, $3) on conflict (sha256) do nothing
