"""Bodies in their tree, their identifiers and places, and who holds which role there."""
