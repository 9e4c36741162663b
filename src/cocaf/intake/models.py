"""Intake keeps no tables of its own: what comes in becomes records."""
