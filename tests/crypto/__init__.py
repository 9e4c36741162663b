"""Signatures, the keystore, the key process, sealed frames."""
