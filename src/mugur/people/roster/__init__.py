"""Rosters: reading what schools send, without a database. ``read`` is the door, ``Bundle`` what comes out of it."""

from mugur.people.roster.reading import read
from mugur.people.roster.rows import (
    Bundle,
    ClassRow,
    EnrolmentRow,
    FileInfo,
    GuardianRow,
    Known,
    Options,
    Org,
    PersonRow,
    Session,
)

__all__ = [
    "Bundle",
    "ClassRow",
    "EnrolmentRow",
    "FileInfo",
    "GuardianRow",
    "Known",
    "Options",
    "Org",
    "PersonRow",
    "Session",
    "read",
]
