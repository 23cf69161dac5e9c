"""Recording support under plans: which line it counts for is decided here, the ledger only writes it down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from mugur.access.who import Who
from mugur.lib.errors import OutOfReach
from mugur.organisations.models import Organisation
from mugur.people.models import Group
from mugur.prevention.queries import deliver as queries
from mugur.support import actions as support_actions
from mugur.support.models import Measure, Session
from mugur.support.rules import Line


def lines(session: Session, present: Mapping[UUID, bool], minutes: int) -> list[Line]:
    """The ledger's lines for these learners (by public id), each with its plan's line or the reason why not."""
    persons = [p for p in queries.learners(session) if p.uuid in present]
    return [_line(row, present[row.person.uuid]) for row in queries.judged(session, persons, minutes)]


def _line(row: queries.Row, here: bool) -> Line:
    line = row.found.line
    return Line(row.person.pk, row.person.home_path, here, line.line if line else None, row.found.why_not)


def deliver(
    session: Session, *, by: Who, on: date, at: datetime, minutes: int, present: Mapping[UUID, bool]
) -> Session:
    """Records a session: everyone named is there or not; nobody else is written down."""
    return support_actions.record(session, by=by, on=on, at=at, minutes=minutes, lines=lines(session, present, minutes))


def deliver_one(
    school: Organisation, *, by: Who, on: date, at: datetime, own: queries.OwnLine, begins: datetime, minutes: int,
    here: bool,
) -> Session:  # fmt: skip
    """Records a talk with one learner under a line of the plan, outside the timetable."""
    session = support_actions.open_session(
        school, by=by, on=on, measure=own.measure, begins=begins, minutes=minutes, title=own.detail
    )
    (row,) = queries.judged(session, [own.person], minutes)
    return support_actions.record(session, by=by, on=on, at=at, minutes=minutes, lines=[_line(row, here)])


def correct(session: Session, *, by: Who, on: date, at: datetime, line: UUID, here: bool, reason: str = "") -> Session:
    """Turns one learner's line round: it is reversed with its reason, and what was meant is written."""
    old = next((x for x in queries.session_page(session, now=at).lines if x.uuid == line), None)
    if old is None:
        raise OutOfReach("access.out_of_reach")
    (row,) = queries.judged(session, [old.person], old.minutes)
    return support_actions.correct(session, by=by, on=on, at=at, line=line, to=_line(row, here), reason=reason)


def open_for_group(
    school: Organisation, *, by: Who, on: date, measure: Measure, group: Group, begins: datetime, minutes: int
) -> Session:
    """A session that is not in the timetable, for a group; its learners are recorded next."""
    return support_actions.open_session(
        school, by=by, on=on, measure=measure, begins=begins, minutes=minutes, group=group
    )


def all_here(rows: Iterable[queries.Row]) -> dict[str, str]:
    """Everyone marked as present, for the button that works without script."""
    return {row.name: "here" for row in rows}
