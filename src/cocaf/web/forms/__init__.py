"""Forms: they turn what an officer typed into plain documents. What a document may hold is decided in `domain`."""
