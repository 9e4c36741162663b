"""What a record may hold: heads and bodies of every kind, identifiers, quantities. The one definition from which forms,
files and documents are checked."""
