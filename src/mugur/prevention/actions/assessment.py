"""The talk after a confirmed signal: opened with the answer, written together, closed with the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mugur.access.action import action
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken
from mugur.prevention.access import plan as access
from mugur.prevention.models import Assessment, Signal
from mugur.prevention.rules.plan import RISKS

#: Days in which an assessment is held after its signal was confirmed; a rule of the house.
DAYS = 10


@dataclass(frozen=True)
class Found:
    """What an assessment holds: the good first, then risks as (area, text) pairs, the level, the next step."""

    strengths: str = ""
    learner_view: str = ""
    risks: Sequence[tuple[str, str]] = ()
    level: str = ""
    next_step: str = ""


def open_from_signal(signal: Signal, *, account_id: int, on: date) -> Assessment:
    """Opens the assessment of a signal just confirmed; called within the action that answers the signal."""
    known = Assessment.objects.filter(signal=signal).first()
    if known is not None:
        return known
    made = Assessment(
        person_id=signal.person_id, org_path=signal.org_path, signal=signal, opened_by_id=account_id, opened_on=on,
        due_on=on + timedelta(days=DAYS), level=signal.level,
    )  # fmt: skip
    made.save()
    return made


def _put(assessment: Assessment, found: Found) -> None:
    if assessment.state != "open":
        raise RuleBroken("prevention.assessment_closed")
    unknown = [area for area, _text in found.risks if area not in RISKS]
    if unknown:
        raise RuleBroken("prevention.risk_unknown", area=unknown[0])
    assessment.strengths, assessment.learner_view = found.strengths, found.learner_view
    risks: list[dict[str, Any]] = [{"area": area, "text": text[:240]} for area, text in found.risks]
    assessment.risks, assessment.level, assessment.next_step = risks, found.level, found.next_step


@action(access.ASSESS, audit="prevention.assessment.written")
def write(assessment: Assessment, *, by: Who, on: date, found: Found) -> Assessment:
    """Writes the open part; the restricted part goes to the vault, never here."""
    _put(assessment, found)
    assessment.save()
    return assessment


@action(access.ASSESS, audit="prevention.assessment.closed")
def close(assessment: Assessment, *, by: Who, on: date, found: Found) -> Assessment:
    """Closes an assessment with its level and next step; without a plan a next step has to say what happens instead."""
    _put(assessment, found)
    if not found.level or not found.next_step:
        raise RuleBroken("prevention.assessment_step")
    assessment.state, assessment.closed_on = "closed", on
    assessment.save()
    return assessment
