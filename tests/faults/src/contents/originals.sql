select jsonb_build_object('sha256', encode(sha256, 'hex'), 'size', size) from ops.original
