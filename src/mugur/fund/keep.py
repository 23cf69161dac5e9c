"""Nothing personal is kept here: operations, bodies, money and counts, and counts of persons only from five on."""
