"""Intake reads nothing but what comes in; what it made of it is read through `records` and `search`."""
