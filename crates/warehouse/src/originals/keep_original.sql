copy ops.original (sha256, size, content) from stdin (format binary)
