"""The formulas in SQL: one scan of the facts per family, whole countries at once."""
