"""The room has no table of its own: a capture is a record, and its saved page stands in the file store of `records`."""
