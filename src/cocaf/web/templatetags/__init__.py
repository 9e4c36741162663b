"""Template tags of the officer's pages; used by templates only."""
