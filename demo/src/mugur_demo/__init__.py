"""The demonstration of Mugur: invented persons, real facts, never in production."""
