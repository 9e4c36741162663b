"""Files that come in: one module a format, each ending in `intake.services`."""
