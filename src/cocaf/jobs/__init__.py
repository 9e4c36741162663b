"""The worker: what runs in the background of a node, and how often. The command line starts it and nothing else does."""
