select exists (select from ops.original where sha256 = $1)
