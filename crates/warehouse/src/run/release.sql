select pg_advisory_unlock(hashtext('cds'), hashtext('run'))
