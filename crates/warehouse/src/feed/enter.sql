select sync.sees_everything() from set_config('cds.user_key', $1::bigint::text, true)
