"""Nothing personal is kept here."""
