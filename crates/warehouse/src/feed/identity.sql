select epoch::text, signing_key from sync.identity
