"""Lines of a plan as a page shows them: what changed, what is planned, what has been held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mugur.prevention.models import Goal, PlannedMeasure
from mugur.prevention.rules import plan as rules
from mugur.support.models import Delivery
from mugur.web import formats

from . import plan_words
from .plan_content import Read


@dataclass(frozen=True)
class ChangeRow:
    """One changed line: what it is, from what to what, and what it costs."""

    kind: str
    title: Any
    detail: str
    pairs: tuple[tuple[str, str, str], ...]
    cents: int | None
    reason: str = ""
    restricted: bool = False


@dataclass(frozen=True)
class LineRow:
    """One measure under its goal."""

    kind: str
    title: Any
    detail: str
    amount: str
    old_amount: str
    held: int
    who: str
    when: str
    starts: date
    ends: date
    cents: int | None
    restricted: bool = False
    reason: str = ""


@dataclass(frozen=True)
class RiskBlock:
    """A risk with its goal and the measures for it."""

    number: int
    area: Any
    risk_text: str
    goal: str
    baseline: str
    target: str
    due: date | None
    lines: tuple[LineRow, ...]


def _language() -> str:
    return formats.known(get_language())


def _number(value: Decimal) -> str:
    return formats.number(value.normalize() if value == value.to_integral() else value, _language())


def amount_of(row: PlannedMeasure, units: Decimal | None = None) -> str:
    """How much is planned, in words: 12 × 40 min, 3 months; nothing for what is paid by receipt."""
    much, measure = units if units is not None else row.units, row.measure
    if measure.unit_minutes:
        return _("%(units)s × %(minutes)s min") % {"units": _number(much), "minutes": measure.unit_minutes}
    words = {
        "month": _("months: %(units)s"), "day": _("days: %(units)s"), "hour": _("hours: %(units)s"),
        "session": _("meetings: %(units)s"), "receipt": _("by receipt"),
    }  # fmt: skip
    return words.get(measure.unit, "%(units)s") % {"units": _number(much)}


def _pair(name: str, before: rules.MeasureLine, after: rules.MeasureLine, currency: str) -> tuple[str, str, str] | None:
    """What stood and what stands for one field that a person can judge."""
    language, was, now = _language(), getattr(before, name), getattr(after, name)
    if name == "units":
        return ("", _number(was), _number(now))
    if name == "cents":
        return ("", formats.money(was, currency, language), formats.money(now, currency, language))
    if name in ("starts", "ends"):
        label = _("from") if name == "starts" else _("until")
        return (label, formats.short_day(was, language), formats.short_day(now, language))
    labels = {"detail": "", "provider_name": _("by"), "when": "", "paid_elsewhere": _("paid elsewhere")}
    if name in labels:
        return (str(labels[name]), was or formats.DASH, now or formats.DASH)
    return None


def change_rows(now: Read, base: Read | None, diff: rules.Diff, *, keeper: bool) -> tuple[ChangeRow, ...]:
    """The changed lines; a restricted one is named only as such."""
    rows = []
    for change in sorted(diff.changes, key=lambda c: ("new", "changed", "out").index(c.kind)):
        side = now if change.after else base
        row = side.row_of(change.subject.line) if side else None
        hidden = change.subject.restricted and not keeper
        title = _("One line with restricted reading") if hidden or row is None else row.measure.names
        shown: list[tuple[str, str, str]] = []
        if change.before and change.after and not hidden:
            names = [n for n in change.names if not (n == "cents" and "units" in change.names)]
            made = (_pair(n, change.before, change.after, now.version.currency) for n in names)
            shown = [pair for pair in made if pair]
        rows.append(
            ChangeRow(
                change.kind, title, "" if hidden else change.subject.detail, tuple(shown),
                None if hidden or not change.cents else change.cents, "" if hidden else change.subject.reason, hidden,
            )
        )  # fmt: skip
    return tuple(rows)


def blocks(
    now: Read, base: Read | None, diff: rules.Diff, *, held: Mapping[UUID, int], keeper: bool, words: bool = True
) -> tuple[RiskBlock, ...]:
    """Risks with goals and measures in their order; lines taken out stand under their old goal."""
    out = [c.before for c in diff.changes if c.kind == "out" and c.before]
    made = []
    for number, goal in enumerate(now.goals, start=1):
        rows = [_line(now, m, diff, base, held=held, keeper=keeper) for m in now.measures if m.goal_line == goal.line]
        rows += [_gone(base, m, keeper=keeper) for m in out if m.goal == str(goal.line) and base]
        made.append(_block(number, goal, tuple(rows), words=words))
    return tuple(made)


def _block(number: int, goal: Goal, rows: tuple[LineRow, ...], *, words: bool) -> RiskBlock:
    text = goal.risk_text if words else ""
    area = plan_words.RISKS.get(goal.risk, goal.risk)
    return RiskBlock(number, area, text, goal.text, goal.baseline, goal.target, goal.due, rows)


def _line(
    now: Read, m: PlannedMeasure, diff: rules.Diff, base: Read | None, *, held: Mapping[UUID, int], keeper: bool
) -> LineRow:
    change = diff.of(str(m.line)) if base else None
    if m.restricted and not keeper:
        return LineRow(
            "", _("One line with restricted reading"), _("the specialist of the school keeps it"), "", "", 0,
            _("specialist"), "", m.starts, m.ends, None, True,
        )  # fmt: skip
    old = change.before.units if change and change.before and change.before.units != m.units else None
    return LineRow(
        change.kind if change else "", m.measure.names, m.detail, amount_of(m), _number(old) if old is not None else "",
        held.get(m.line, 0), m.provider_name or (m.provider.name if m.provider else ""), m.when, m.starts, m.ends,
        m.cents or None, m.restricted, m.reason,
    )  # fmt: skip


def _gone(base: Read, line: rules.MeasureLine, *, keeper: bool) -> LineRow:
    row = base.row_of(line.line)
    hidden = line.restricted and not keeper
    title: Any = _("One line with restricted reading") if hidden or row is None else row.measure.names
    return LineRow(
        "out", title, "" if hidden else line.detail, "", "", 0, "" if hidden else line.provider_name,
        "" if hidden else line.when, line.starts, line.ends, None if hidden else line.cents or None, line.restricted,
    )  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What the ledger says of a plan's lines: meetings held per line, and money spent (cents)."""

    held: Mapping[UUID, int]
    cents: int
    minutes: int


def given(person_id: int, lines: Iterable[UUID]) -> Given:
    """Standing entries of the ledger for these lines of one learner."""
    rows = (
        Delivery.objects.filter(
            person_id=person_id, planned_line__in=list(lines), reverses__isnull=True, reversed_by__isnull=True
        )
        .values("planned_line")
        .annotate(
            n=Count("id", filter=Q(present=True)), money=Sum("cents", filter=Q(countable=True)),
            minutes=Sum("minutes", filter=Q(present=True)),
        )
    )  # fmt: skip
    held = {r["planned_line"]: int(r["n"]) for r in rows if r["planned_line"]}
    return Given(held, sum(r["money"] or 0 for r in rows), sum(r["minutes"] or 0 for r in rows))


def money_by_kind(measures: Iterable[PlannedMeasure]) -> list[tuple[str, int]]:
    """Planned money by kind of measure, the largest first; restricted lines have none."""
    sums: dict[str, int] = {}
    for m in measures:
        if not m.restricted and m.cents:
            sums[m.measure.kind] = sums.get(m.measure.kind, 0) + m.cents
    return sorted(sums.items(), key=lambda item: -item[1])
