select jsonb_build_object(
    'place', regexp_replace(place, '^.*/', ''), 'row', row_number, 'field', field, 'reason', reason,
    'original', encode(original, 'hex')
)
from ops.quarantine
