"""The learner's path: one line through time, and the list it is numbered by."""

from .draw import path_picture
from .facts import Attendance, Event, Kind, MarkTerm, PathFacts, PathPicture, PathWords, PathYear, SchoolYear, Version

__all__ = [
    "Attendance",
    "Event",
    "Kind",
    "MarkTerm",
    "PathFacts",
    "PathPicture",
    "PathWords",
    "PathYear",
    "SchoolYear",
    "Version",
    "path_picture",
]
