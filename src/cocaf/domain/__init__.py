"""The rules as pure Python: what records are, who may do what, how texts, names and identifiers compare. Knows no
framework; every room may ask."""
