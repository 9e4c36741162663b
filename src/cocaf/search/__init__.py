"""Finding what an actor may see: the check of an identifier or a name, and the list with its filters. Called by the
pages and the command line."""
