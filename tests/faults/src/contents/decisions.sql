-- Without the id that the laptop made, and when it was decided.
select jsonb_build_object(
    'kind', kind, 'project_key', project_key, 'file', payload -> 'file', 'decided_by', decided_by, 'state', state,
    'answer', answer
)
from app.decision
