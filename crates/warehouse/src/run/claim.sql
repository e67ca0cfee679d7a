select pg_try_advisory_lock(hashtext('cds'), hashtext('run'))
