"""What keeps a node alive: figures for monitoring, readiness, the doctor's checks, backups and their restoring.
The command line calls it, and the addresses that monitoring asks; it has no table of its own."""
