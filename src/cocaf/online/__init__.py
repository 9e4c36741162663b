"""Listings on the internet: captures of saved pages as evidence, and what can be read from them. It fetches nothing."""
