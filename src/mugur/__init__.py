"""Mugur: one record for the programmes that keep learners in education and bring them into work."""

__version__ = "0.1.0"
