select state from ops.source_state where source_system = $1 and instance = $2
