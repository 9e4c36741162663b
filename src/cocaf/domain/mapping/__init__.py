"""How a country's own table becomes reports: which column says what, how its cells are read, what a row then states.
Pure; the importer, its pages and the command ask here."""
