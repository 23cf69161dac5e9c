"""Answers to a signal and signs of the observation sheet: their codes. The words stand in the forms."""

from __future__ import annotations

#: Signs that need no register, as named by Cedefop and ESLplus; no cut has been published for them.
SIGNS = ("distress", "isolation", "boredom", "conflict", "caring", "work", "tired", "own_words")

REASONS = ("excused_later", "register_mistake", "known_cause", "talked", "other")
FIRST_STEPS = ("talk_learner", "talk_guardian", "talk_team", "assessment")

#: Kinds of events in the life of a signal.
EVENTS = (
    "noticed", "moved", "reopened", "withdrawn", "answered", "handed", "objected", "kept", "upheld",
)  # fmt: skip
