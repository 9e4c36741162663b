"""Documents and their versions: stored, indexed, read after a decision, erased. Intake alone brings documents in; every
room above may read through the selectors."""
