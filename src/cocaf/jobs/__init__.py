"""The worker: what runs in the background of a node, and how often. Only the command line starts it."""
