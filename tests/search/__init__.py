"""Finding, counting and taking out."""
