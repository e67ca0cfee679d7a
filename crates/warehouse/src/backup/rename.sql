-- One string of several statements runs as one transaction.
select format('alter database %1$I rename to %2$I; alter database %3$I rename to %1$I', $1::text, $2::text, $3::text)
