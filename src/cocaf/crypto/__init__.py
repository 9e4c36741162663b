"""Signatures, sealing and keys: the only room that imports `cryptography`. Private keys live in the key process
(`agent`); every other process asks through `client`. Verifying needs no key and is done where it is needed."""
