"""The ledger is only added to: a record, or a line that reverses one and says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from mugur.access.action import action
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken
from mugur.organisations.models import Organisation
from mugur.people.models import Group, Person

from . import access, queries
from .clock import clock_text, local
from .models import Delivery, Measure, Occupied, Session
from .rules import MISTAKE, Line, may_undo, units, worth

SAME_HOUR = "nobody_is_supported_twice_in_the_same_hour"


@action(access.OPEN, audit="support.session.opened")
def open_session(
    school: Organisation, *, by: Who, on: date, measure: Measure, begins: datetime, minutes: int,
    group: Group | None = None, title: str = "", place: str = "", planned: bool = False, provider_id: int | None = None,
) -> Session:  # fmt: skip
    """A session of the actor (or of ``provider_id``, for a timetable brought in) at this school."""
    day = local(begins).date()
    if not 5 <= minutes <= 720:
        raise RuleBroken("support.minutes")
    if not queries.in_force(day).filter(pk=measure.pk).exists():
        raise RuleBroken("support.measure_ended")
    made = Session(
        org_path=school.path, measure=measure, group=group, title=title, day=day, begins=begins, minutes=minutes,
        place=place, provider_id=provider_id or by.account_id, planned=planned,
    )  # fmt: skip
    made.save()
    return made


@action(access.RECORD, audit="support.session.recorded")
def record(session: Session, *, by: Who, on: date, at: datetime, minutes: int, lines: Sequence[Line]) -> Session:
    """Who was at the session, one line for each learner; nobody twice in the same hour."""
    if session.day > on:
        raise RuleBroken("support.not_yet")
    if not 5 <= minutes <= 720:
        raise RuleBroken("support.minutes")
    if not lines:
        raise RuleBroken("support.nobody")
    if queries.standing().filter(session=session).exists():
        raise RuleBroken("support.recorded")
    _free(session, minutes, lines)
    if minutes != session.minutes:
        session.minutes = minutes
        session.save()
    _write(session, minutes, lines, by=by, at=at)
    return session


@action(access.TAKE_BACK, audit="support.session.taken_back")
def take_back(session: Session, *, by: Who, on: date, at: datetime, reason: str = "") -> Session:
    """Reverses every standing line of the session; after ten minutes only with a reason."""
    lines = list(queries.standing().filter(session=session))
    if not lines:
        raise RuleBroken("support.nothing_to_take_back")
    _reverse(lines, by=by, at=at, reason=_reason(lines, by, at, reason))
    return session


@action(access.TAKE_BACK, audit="support.session.corrected")
def correct(session: Session, *, by: Who, on: date, at: datetime, line: UUID, to: Line, reason: str = "") -> Session:
    """Reverses one learner's line and writes what was meant instead."""
    old = queries.standing().filter(session=session, uuid=line, person_id=to.person_id).first()
    if old is None:
        raise RuleBroken("support.line_gone")
    _reverse([old], by=by, at=at, reason=_reason([old], by, at, reason))
    _free(session, old.minutes, [to])
    _write(session, old.minutes, [to], by=by, at=at)
    return session


@action(access.GIVE, audit="support.delivery.given")
def give(
    person: Person, *, by: Who, on: date, at: datetime, measure: Measure, day: date, amount: Decimal = Decimal(1),
    cents: int | None = None, planned_line: UUID | None = None, why_not: str = "",
) -> Delivery:  # fmt: skip
    """Support without a meeting: a month of transport or dormitory, meals, learning materials."""
    if measure.unit in (Measure.Unit.SESSION, Measure.Unit.HOUR):
        raise RuleBroken("support.needs_session")
    if day > on:
        raise RuleBroken("support.not_yet")
    if cents is None:
        cents = worth(measure, amount, counts=not why_not)
    line = Delivery(
        person=person, org_path=person.home_path, measure=measure, planned_line=planned_line, day=day, units=amount,
        cents=cents, present=True, countable=not why_not, why_not=why_not, provider_id=by.account_id, recorded_at=at,
    )  # fmt: skip
    line.save()
    return line


@action(access.GIVE, audit="support.delivery.taken_back")
def take_back_given(person: Person, *, by: Who, on: date, at: datetime, line: UUID, reason: str = "") -> Person:
    """Reverses one line that was given without a meeting."""
    old = queries.standing().filter(person=person, uuid=line, session__isnull=True).first()
    if old is None:
        raise RuleBroken("support.line_gone")
    _reverse([old], by=by, at=at, reason=_reason([old], by, at, reason))
    return person


def _free(session: Session, minutes: int, lines: Sequence[Line]) -> None:
    here = [line.person_id for line in lines if line.present]
    if here and (twice := queries.taken(here, session.begins, minutes)):
        raise RuleBroken("support.same_hour", when=clock_text(session.begins, minutes), persons=tuple(twice))


def _write(session: Session, minutes: int, lines: Sequence[Line], *, by: Who, at: datetime) -> None:
    made = Delivery.objects.bulk_create([_entry(session, minutes, line, by=by, at=at) for line in lines])
    during = queries.span(session.begins, minutes)
    hours = [Occupied(person_id=d.person_id, org_path=d.org_path, delivery=d, during=during) for d in made if d.present]
    try:
        with transaction.atomic():
            Occupied.objects.bulk_create(hours)
    except IntegrityError as error:
        # Somebody else took the hour between the question and the answer: the constraint decides.
        if SAME_HOUR not in str(error):
            raise
        raise RuleBroken("support.same_hour", when=clock_text(session.begins, minutes), persons=()) from error


def _entry(session: Session, minutes: int, line: Line, *, by: Who, at: datetime) -> Delivery:
    counts = line.countable and line.present
    amount = units(session.measure, minutes) if counts else Decimal(0)
    return Delivery(
        person_id=line.person_id, org_path=line.org_path, measure_id=session.measure_id, session=session,
        planned_line=line.planned_line, day=session.day, minutes=minutes, units=amount,
        cents=worth(session.measure, amount, counts=counts), present=line.present, countable=line.countable,
        why_not=line.why_not, provider_id=session.provider_id or by.account_id, recorded_at=at,
    )  # fmt: skip


def _reason(lines: Sequence[Delivery], by: Who, at: datetime, reason: str) -> str:
    said = reason.strip()[:200]
    fresh = all(line.provider_id == by.account_id and may_undo(line.recorded_at, at) for line in lines)
    if not said and not fresh:
        raise RuleBroken("support.reason_needed")
    return said or MISTAKE


def _reverse(lines: Sequence[Delivery], *, by: Who, at: datetime, reason: str) -> None:
    Delivery.objects.bulk_create(
        Delivery(
            person_id=old.person_id, org_path=old.org_path, measure_id=old.measure_id, session_id=old.session_id,
            planned_line=old.planned_line, day=old.day, minutes=old.minutes, units=-old.units,
            cents=None if old.cents is None else -old.cents, present=old.present, countable=old.countable,
            why_not=old.why_not, provider_id=by.account_id, reverses=old, reason=reason, recorded_at=at,
        )
        for old in lines
    )  # fmt: skip
    Occupied.objects.filter(delivery__in=lines).update(released=True)
