"""What the timetable says is due, who belongs to it, and whether it counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from mugur.access import reads
from mugur.access.who import Who
from mugur.people.models import GroupMembership, Person
from mugur.people.queries import assigned_person_ids, running
from mugur.prevention.models import PlannedMeasure
from mugur.prevention.rules.deliver import OPEN_VERSIONS, PlanLine, Verdict, verdict
from mugur.prevention.words_deliver import WHY_NOT
from mugur.support import queries as ledger
from mugur.support.clock import clock_text, wall
from mugur.support.models import Delivery, Measure, Session
from mugur.support.rules import may_undo, units

CURRENT = ("approved", *OPEN_VERSIONS)
SESSION_UNITS = (Measure.Unit.SESSION, Measure.Unit.HOUR)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Card:
    """One session in step 1: due, chosen, or already recorded."""

    session: Session
    hours: str
    learners: int
    recorded_at: datetime | None = None
    here: int = 0
    all: int = 0
    may_undo: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class Row:
    """One learner in step 2."""

    person: Person
    found: Verdict
    chosen: str = ""

    @property
    def name(self) -> str:
        return f"p_{self.person.uuid}"

    @property
    def counts(self) -> bool:
        return not self.found.why_not

    @property
    def off(self) -> Any:
        return WHY_NOT.get(self.found.why_not, "")

    @property
    def used(self) -> Decimal:
        return self.found.line.used if self.found.line else Decimal(0)

    @property
    def planned(self) -> Decimal:
        return self.found.line.units if self.found.line else Decimal(0)


@dataclass
class DayPage:
    """The page of a day: sessions, the chosen one's learners, what was given this week."""

    on: date
    cards: list[Card]
    chosen: Card | None
    rows: list[Row]
    week: list[Card]
    missed: list[Card]
    reasons: list[str] = field(default_factory=list)


def plan_lines(person_ids: Collection[int], *, measure_id: int | None = None) -> list[PlanLine]:
    """Lines of current versions of these learners' plans, with what was used of them."""
    found = PlannedMeasure.objects.filter(person_id__in=list(person_ids), version__state__in=CURRENT)
    if measure_id is not None:
        found = found.filter(measure_id=measure_id)
    rows = list(
        found.exclude(version__plan__state="void").values_list(
            "line", "person_id", "measure_id", "group_id", "version__state", "version__plan__state", "starts", "ends",
            "units",
        )
    )  # fmt: skip
    used = ledger.used({row[0] for row in rows})
    return [PlanLine(*row, used.get(row[0], Decimal(0))) for row in rows]


def learners(session: Session) -> list[Person]:
    """Who belongs to a session: its group's members that day, or everyone whose plan names this provider."""
    if session.group_id is not None:
        members = GroupMembership.objects.filter(running(session.day), group_id=session.group_id)
        belongs = Q(pk__in=members.values("person_id"))
    else:
        lines = PlannedMeasure.objects.filter(
            running(session.day), measure_id=session.measure_id, provider_id=session.provider_id, group__isnull=True,
            version__state__in=CURRENT,
        )  # fmt: skip
        if session.title:
            lines = lines.filter(Q(detail="") | Q(detail__iexact=session.title))
        belongs = Q(pk__in=lines.values("person_id")) if session.planned else Q(pk__in=())
    noted = ledger.standing().filter(session_id=session.pk).values("person_id")
    return list(Person.objects.filter(belongs | Q(pk__in=noted)).order_by("sort_key", "id"))


def judged(session: Session, persons: Iterable[Person], minutes: int) -> list[Row]:
    """Each learner with the line under which this session counts, or why it does not."""
    people = list(persons)
    lines = plan_lines([p.pk for p in people])
    amount = units(session.measure, minutes)
    rows = []
    for person in people:
        own = [line for line in lines if line.person_id == person.pk]
        rows.append(Row(person, verdict(own, measure_id=session.measure_id, group_id=session.group_id, day=session.day,
                                        amount=amount, has_plan=bool(own))))  # fmt: skip
    return rows


def suggested(cards: Iterable[Card], now: datetime) -> Card | None:
    """The session that runs now or comes next; after the last one, the last that nobody recorded."""
    open_ = [card for card in cards if card.recorded_at is None]
    for card in open_:
        if card.session.begins + timedelta(minutes=card.session.minutes) > now:
            return card
    return open_[-1] if open_ else None


def day_page(
    who: Who, *, on: date, now: datetime, session: UUID | None = None, given: dict[str, str] | None = None
) -> DayPage:
    """What this provider's timetable holds today, with the learners of the chosen session."""
    sessions = ledger.sessions_of(who.account_id or 0, on - WEEK, on)
    cards = _cards(sessions, now)
    today = [card for card in cards if card.session.day == on]
    by_uuid = {card.session.uuid: card for card in cards if card.recorded_at is None}
    chosen = by_uuid.get(session) if session else suggested(today, now)
    rows = judged(chosen.session, learners(chosen.session), chosen.session.minutes) if chosen else []
    given = given or {}
    rows = [Row(row.person, row.found, given.get(row.name, "")) for row in rows]
    reads.shown([(row.person.pk, row.person.home_path) for row in rows])
    offered = today if chosen is None or chosen in today else [chosen, *today]
    return DayPage(
        on=on, cards=[_with(card, chosen) for card in offered],
        chosen=chosen, rows=rows, week=[card for card in reversed(cards) if card.recorded_at is not None],
        missed=[card for card in cards if card.recorded_at is None and card.session.day < on],
        reasons=list(dict.fromkeys(row.found.why_not for row in rows if row.found.why_not)),
    )  # fmt: skip


def _with(card: Card, chosen: Card | None) -> Card:
    return Card(card.session, card.hours, card.learners, card.recorded_at, card.here, card.all, card.may_undo,
                chosen is not None and chosen.session.pk == card.session.pk)  # fmt: skip


def _cards(sessions: list[Session], now: datetime) -> list[Card]:
    ids = [s.pk for s in sessions]
    noted, counts = ledger.recorded(ids), ledger.present_counts(ids)
    sizes = _sizes(sessions)
    return [
        Card(
            s, clock_text(s.begins, s.minutes), sizes.get(s.pk, 0),
            wall(noted[s.pk]) if s.pk in noted else None, *counts.get(s.pk, (0, 0)),
            s.pk in noted and may_undo(noted[s.pk], now),
        )
        for s in sessions
    ]  # fmt: skip


def _sizes(sessions: list[Session]) -> dict[int, int]:
    """How many learners belong to each session of the list."""
    groups = {s.group_id for s in sessions if s.group_id is not None}
    members: dict[int, list[tuple[date, date | None]]] = {}
    joined = GroupMembership.objects.filter(group_id__in=groups) if groups else GroupMembership.objects.none()
    for group, starts, ends in joined.values_list("group_id", "starts", "ends"):
        members.setdefault(group, []).append((starts, ends))
    single = [s for s in sessions if s.group_id is None]
    lines = list(
        PlannedMeasure.objects.filter(
            provider_id__in={s.provider_id for s in single}, group__isnull=True, version__state__in=CURRENT
        ).values_list("measure_id", "person_id", "detail", "starts", "ends")
    ) if single else []  # fmt: skip
    sizes = {}
    for s in sessions:
        if s.group_id is not None:
            sizes[s.pk] = sum(a <= s.day and (b is None or b >= s.day) for a, b in members.get(s.group_id, ()))
        else:
            sizes[s.pk] = len({
                person for measure, person, detail, a, b in lines
                if measure == s.measure_id and a <= s.day <= b
                and (not s.title or not detail or detail.casefold() == s.title.casefold())
            })  # fmt: skip
    return sizes


@dataclass(frozen=True)
class OwnLine:
    """A planned line for one learner, ready to be recorded."""

    line: UUID
    person: Person
    measure: Measure
    detail: str
    row: Row


def own_lines(who: Who, *, on: date) -> list[OwnLine]:
    """Lines given in sessions that name this provider, or nobody while the learner is in one's class or case team."""
    mine = Q(provider_id=who.account_id)
    if ids := assigned_person_ids(who, "class_teacher") | assigned_person_ids(who, "case_team"):
        mine |= Q(person_id__in=sorted(ids), provider__isnull=True, restricted=False)
    found = (
        PlannedMeasure.objects.filter(mine, running(on), version__state__in=CURRENT, measure__unit__in=SESSION_UNITS)
        .exclude(version__plan__state__in=("void", "closed"))
        .select_related("person", "measure", "version__plan").order_by("person__sort_key", "person_id", "position")
    )  # fmt: skip
    first: dict[UUID, PlannedMeasure] = {}
    for item in found:
        kept = first.get(item.line)
        if kept is None or (item.version.state == "approved" and kept.version.state != "approved"):
            first[item.line] = item
    shown = list(first.values())
    reads.shown([(x.person_id, x.person.home_path) for x in shown])
    used = ledger.used([x.line for x in shown])
    return [_own_line(x, used.get(x.line, Decimal(0)), on) for x in shown]


def _own_line(item: PlannedMeasure, used: Decimal, on: date) -> OwnLine:
    line = PlanLine(item.line, item.person_id, item.measure_id, item.group_id, item.version.state,
                    item.version.plan.state, item.starts, item.ends, item.units, used)  # fmt: skip
    amount = units(item.measure, item.measure.unit_minutes or 60)
    found = verdict([line], measure_id=item.measure_id, group_id=None, day=on, amount=amount, has_plan=True)
    return OwnLine(item.line, item.person, item.measure, item.detail, Row(item.person, found))


@dataclass(frozen=True)
class SessionPage:
    """One session as it is recorded, with every line and what was corrected."""

    session: Session
    hours: str
    lines: list[Delivery]
    corrected: list[Delivery]
    recorded_at: datetime | None
    may_undo: bool

    @property
    def here_count(self) -> int:
        return sum(line.present for line in self.lines)

    @property
    def uncounted(self) -> int:
        return sum(line.present and not line.countable for line in self.lines)


def session_page(session: Session, *, now: datetime) -> SessionPage:
    """The lines of a session: those that stand, and those that were reversed with the reason."""
    every = list(
        Delivery.objects.filter(session=session).select_related("person", "reversed_by", "reverses")
        .order_by("person__sort_key", "id")
    )  # fmt: skip
    reads.shown([(line.person_id, line.org_path) for line in every])
    stand = [x for x in every if x.reverses_id is None and not hasattr(x, "reversed_by")]
    newest = max((x.recorded_at for x in stand), default=None)
    return SessionPage(
        session, clock_text(session.begins, session.minutes), stand, [x for x in every if x.reverses_id is not None],
        wall(newest) if newest else None, newest is not None and may_undo(newest, now),
    )  # fmt: skip


def sheet(session: Session) -> list[Person]:
    """The names for an attendance sheet on paper."""
    persons = learners(session)
    reads.shown([(p.pk, p.home_path) for p in persons])
    return persons
