select substring(content from $2 for $3) from ops.original where sha256 = $1
