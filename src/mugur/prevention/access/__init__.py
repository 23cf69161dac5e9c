"""Split by noun."""
