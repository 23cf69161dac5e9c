"""Rules for published records of funds: sums, codes, numbers, states, notes. No database, no web."""
