"""Support plans: what a version says, its fingerprint, what changed, and what needs a person's eye.

Pure functions over frozen content; nothing here knows the database or the reader's language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mugur.lib.law import Dated

RISKS = ("study", "social", "economic", "health", "other")
SCHOOL, MUNICIPALITY = "school", "municipality"

#: Who approves a plan, first to last, by country; the data of a country may name fewer levels.
CHAINS: Mapping[str, tuple[str, ...]] = {"": (SCHOOL, MUNICIPALITY), "lv": (SCHOOL, MUNICIPALITY), "se": (SCHOOL,)}

DAYS_TO_DECIDE = Dated(
    label="Time for one level to decide on a submitted plan",
    unit="school days",
    source="Rule of the house; no regulation read",
    values={date(2015, 1, 1): 5},
    verified=False,
)


def chain(country: str) -> tuple[str, ...]:
    """The levels that approve a plan in this country, in order."""
    return CHAINS.get(country, CHAINS[""])


def level_after(country: str, level: str) -> str:
    """The level that decides after ``level``; empty when it was the last."""
    levels = chain(country)
    at = levels.index(level) + 1 if level in levels else len(levels)
    return levels[at] if at < len(levels) else ""


def decide_by(on: date) -> date:
    """The last day for a decision on something submitted on ``on``; weekends do not count."""
    day, left = on, DAYS_TO_DECIDE.on(on)
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


@dataclass(frozen=True)
class GoalLine:
    """A goal under its risk; ``line`` is the same through all versions."""

    line: str
    risk: str
    text: str
    risk_text: str = ""
    measured_by: str = ""
    baseline: str = ""
    target: str = ""
    due: date | None = None


@dataclass(frozen=True)
class MeasureLine:
    """A measure for a goal: how much (``units``), by whom, from when to when, for how many ``cents``."""

    line: str
    goal: str
    code: str
    units: Decimal
    cents: int
    starts: date
    ends: date
    detail: str = ""
    provider: str = ""
    provider_name: str = ""
    group: str = ""
    when: str = ""
    restricted: bool = False
    reason: str = ""
    paid_elsewhere: str = ""


@dataclass(frozen=True)
class Content:
    """Everything a version says; its approval binds to exactly this."""

    version: str
    number: int
    strengths: str = ""
    learner_words: str = ""
    summary: str = ""
    goals: tuple[GoalLine, ...] = ()
    measures: tuple[MeasureLine, ...] = ()

    @property
    def total_cents(self) -> int:
        """Money of all open lines; a restricted line has no price anybody could subtract."""
        return sum(m.cents for m in self.measures if not m.restricted)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, GoalLine | MeasureLine | Content):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value


def canonical(content: Content) -> str:
    """One text for one content: sorted keys, lines in order of their id, no space that could differ."""
    ordered = Content(
        content.version, content.number, content.strengths, content.learner_words, content.summary,
        tuple(sorted(content.goals, key=lambda g: g.line)), tuple(sorted(content.measures, key=lambda m: m.line)),
    )  # fmt: skip
    return json.dumps(_plain(ordered), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(content: Content) -> str:
    """SHA-256 over the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def terms_mark(content: Content) -> str:
    """What a family signs: goals and open measures; words around them may be mended without a new signature."""
    open_lines = tuple(m for m in content.measures if not m.restricted)
    return fingerprint(Content("", 0, goals=content.goals, measures=open_lines))


#: An explanation may be reworded without asking for a new approval.
NOT_A_CHANGE = frozenset({"line", "reason"})


def differing(before: MeasureLine, after: MeasureLine) -> tuple[str, ...]:
    """Names of the fields in which two states of one line differ."""
    names = [f.name for f in fields(MeasureLine) if f.name not in NOT_A_CHANGE]
    return tuple(n for n in names if getattr(before, n) != getattr(after, n))


@dataclass(frozen=True)
class Change:
    """What happened to one line: ``new``, ``changed`` or ``out``."""

    kind: str
    before: MeasureLine | None
    after: MeasureLine | None
    names: tuple[str, ...] = ()

    @property
    def subject(self) -> MeasureLine:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def cents(self) -> int:
        """What the change costs or saves; nothing is told of a restricted line."""
        if self.subject.restricted or (self.before and self.before.restricted):
            return 0
        return (self.after.cents if self.after else 0) - (self.before.cents if self.before else 0)


@dataclass(frozen=True)
class Diff:
    """The changed lines of a version against the one in force, and how many stay approved."""

    changes: tuple[Change, ...]
    same: int
    first: bool

    @property
    def cents(self) -> int:
        return sum(c.cents for c in self.changes)

    @property
    def total(self) -> int:
        return self.same + len(self.changes)

    @property
    def lines(self) -> tuple[str, ...]:
        """Ids of the lines that need a new approval."""
        return tuple(c.subject.line for c in self.changes)

    def of(self, line: str) -> Change | None:
        return next((c for c in self.changes if c.subject.line == line), None)


def compare(before: Content | None, after: Content) -> Diff:
    """Which lines of ``after`` are not approved by ``before``; without one every line is new."""
    old = {m.line: m for m in before.measures} if before else {}
    new = {m.line: m for m in after.measures}
    changes: list[Change] = []
    for line, now in new.items():
        if line not in old:
            changes.append(Change("new", None, now))
        elif names := differing(old[line], now):
            changes.append(Change("changed", old[line], now, names))
    changes += [Change("out", was, None) for line, was in old.items() if line not in new]
    same = len(new) - sum(1 for c in changes if c.after)
    return Diff(tuple(changes), same, before is None)


@dataclass(frozen=True)
class Limits:
    """What the catalogue says of a measure: rate of a unit, limit of money per term, month or unit, of units."""

    unit: str = ""
    rate_cents: int | None = None
    limit_cents: int | None = None
    limit_per: str = ""
    limit_units: int | None = None


@dataclass(frozen=True)
class Finding:
    """Why somebody has to look at a version: a code of this module and its facts."""

    code: str
    line: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The same as it is stored with the version."""
        return {"code": self.code, "line": self.line, **self.facts}


ABOVE_LIMIT, ABOVE_RATE, TOO_MANY_UNITS = "above_limit", "above_rate", "too_many_units"
PAID_ELSEWHERE, OUTSIDE_TERM, NO_APPLICATION, OBJECTED, OWN = (
    "paid_elsewhere", "outside_term", "no_application", "objected", "own",
)  # fmt: skip


def months(starts: date, ends: date) -> int:
    """Calendar months touched by a span; at least one."""
    return max(1, (ends.year - starts.year) * 12 + ends.month - starts.month + 1)


def asked_per(line: MeasureLine, limits: Limits) -> int:
    """What the line asks for per month, per unit or in all, as its limit counts."""
    if limits.limit_per == "month":
        whole = line.units if limits.unit == "month" and line.units >= 1 else Decimal(months(line.starts, line.ends))
        return int(Decimal(line.cents) / whole)
    if limits.limit_per in ("unit", "session", "hour", "day") and line.units > 0:
        return int(Decimal(line.cents) / line.units)
    return line.cents


def look_at_line(line: MeasureLine, limits: Limits, *, starts: date, ends: date) -> Iterable[Finding]:
    """What a person has to see in one changed line: limit, rate, units, double payment, period."""
    if line.restricted:
        return
    asked = asked_per(line, limits)
    if limits.limit_cents is not None and asked > limits.limit_cents:
        yield Finding(ABOVE_LIMIT, line.line, {"asked": asked, "limit": limits.limit_cents, "per": limits.limit_per})
    if limits.rate_cents is not None and line.cents > line.units * limits.rate_cents:
        yield Finding(ABOVE_RATE, line.line, {"asked": line.cents, "limit": int(line.units * limits.rate_cents)})
    if limits.limit_units is not None and line.units > limits.limit_units:
        yield Finding(TOO_MANY_UNITS, line.line, {"asked": str(line.units.normalize()), "limit": limits.limit_units})
    if line.paid_elsewhere:
        yield Finding(PAID_ELSEWHERE, line.line, {"by": line.paid_elsewhere})
    if line.starts < starts or line.ends > ends:
        yield Finding(OUTSIDE_TERM, line.line)


def look_at(
    diff: Diff, limits: Mapping[str, Limits], *, starts: date, ends: date, applied: bool, objected: bool = False
) -> tuple[Finding, ...]:
    """Everything in a version's changed lines that keeps it out of a common approval."""
    found: list[Finding] = []
    for change in diff.changes:
        if change.after is not None:
            known = limits.get(change.after.code, Limits())
            found += look_at_line(change.after, known, starts=starts, ends=ends)
    if not applied:
        found.append(Finding(NO_APPLICATION))
    if objected:
        found.append(Finding(OBJECTED))
    return tuple(found)
