"""Pairs of records that share an identifier or a name: candidates for a person to decide, never merged.
Called by intake for every new document, and by the pages."""
