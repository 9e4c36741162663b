"""Files that a search result leaves in: one module a format, each fed row by row by `source`. `search.exporting` is the
only caller."""
