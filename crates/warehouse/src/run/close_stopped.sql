update ops.run
set finished_at = now(), outcome = 'failed', message = 'the service was stopped'
where outcome = 'running'
