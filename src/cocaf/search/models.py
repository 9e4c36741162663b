"""Search keeps no tables of its own yet: it reads the derived tables of `records`."""
