"""Facts, notice, agreement and review."""

from .facts import AttendanceChange, AttendanceFact, Incident, MarkFact
from .notice import (
    IndicatorDefinition,
    IndicatorResult,
    IndicatorRun,
    IndicatorVersion,
    ObservationSheet,
    Signal,
    SignalEvent,
)
from .plan import Approval, Assessment, Goal, PlannedMeasure, PlanVersion, SupportPlan
from .review import Review, ReviewResult

__all__ = [
    "Approval",
    "Assessment",
    "AttendanceChange",
    "AttendanceFact",
    "Goal",
    "Incident",
    "IndicatorDefinition",
    "IndicatorResult",
    "IndicatorRun",
    "IndicatorVersion",
    "MarkFact",
    "ObservationSheet",
    "PlanVersion",
    "PlannedMeasure",
    "Review",
    "ReviewResult",
    "Signal",
    "SignalEvent",
    "SupportPlan",
]
