"""The only way in: forms, files, the API and the inbox all pass here to be validated, signed, stored, indexed,
matched."""
