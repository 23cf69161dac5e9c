"""Measurements against bars, on a server of their own. Run with `make bench`."""
