"""Living with a node: settings, what it writes, figures, the doctor, backups."""
