"""Django's SQLite backend with a queue for writers (docs/adr/0028)."""
