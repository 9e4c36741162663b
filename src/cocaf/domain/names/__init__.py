"""Names of persons across scripts: keys by which two spellings meet, and a comparison that says why."""
