"""What the rules notice in a published record. A note travels with its fact; nothing is refused for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from . import codes, money
from .numbers import body_number

#: A short-term project for vocational learners takes at most so many (Erasmus+ Programme Guide, KA122-VET).
SHORT_PROJECT_LEARNERS = 30
#: First and last day of eligible spending (CPR 2021/1060 Art. 63(2); Reg. 1303/2013 Art. 65(2)).
WINDOWS = {
    "2014-2020": (date(2014, 1, 1), date(2023, 12, 31)),
    "2021-2027": (date(2021, 1, 1), date(2029, 12, 31)),
}


@dataclass(frozen=True)
class Note:
    """A rule's code, how much it matters, and the facts its sentence needs."""

    rule: str
    level: Literal["warning", "note"]
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Published:
    """The facts of a record that the rules read; ``None`` and empty mean "not in the record"."""

    fund: str
    period: str = ""
    country: str = ""
    code: str = ""
    cci: str = ""
    specific_objective: str = ""
    intervention_types: tuple[str, ...] = ()
    participant_mode: str = ""
    participants: int | None = None
    starts: date | None = None
    ends: date | None = None
    total_cents: int | None = None
    eu_cents: int | None = None
    national_cents: int | None = None
    eu_share: Decimal | None = None
    owner_scheme: str = ""
    owner_number: str = ""


def notes_of(record: Published) -> tuple[Note, ...]:
    """Everything the rules notice, in the order of the record."""
    found = (_of_codes, _of_interventions, _of_participants, _of_dates, _of_money)
    return tuple(note for look in found for note in look(record))


def _of_codes(record: Published) -> Iterator[Note]:
    if rule := codes.cci_note(record.cci):
        yield Note(rule, "warning", {"cci": record.cci, "length": len(record.cci)})
    if record.cci and codes.cci_country(record.cci) not in ("", record.country):
        yield Note("cci_country", "warning", {"cci": record.cci, "country": record.country})
    said = codes.part_of(record.code, "specific_objective")
    if said and record.specific_objective and said != record.specific_objective:
        yield Note("code_objective", "warning", {"code": record.code, "objective": record.specific_objective})
    if record.owner_number and body_number(record.owner_scheme, record.owner_number).valid is False:
        yield Note("owner_number", "warning", {"number": record.owner_number})


def _of_interventions(record: Published) -> Iterator[Note]:
    for code in record.intervention_types:
        if rule := codes.intervention_note(code, fund=record.fund, period=record.period):
            yield Note(rule, "note" if rule == "intervention_sparse" else "warning", {"code": code})


def _of_participants(record: Published) -> Iterator[Note]:
    if record.participant_mode == "none":
        yield Note("no_participants", "note")
    elif record.participants == 0:
        yield Note("zero_participants", "warning")
    if record.fund == "ERASMUS+" and (record.participants or 0) > SHORT_PROJECT_LEARNERS:
        facts = {"participants": record.participants or 0, "cap": SHORT_PROJECT_LEARNERS}
        yield Note("above_short_project", "warning", facts)


def _of_dates(record: Published) -> Iterator[Note]:
    first, last = WINDOWS.get(record.period, (date.min, date.max))
    if (record.starts and record.starts < first) or (record.ends and record.ends > last):
        yield Note("outside_window", "warning", {"first": first.isoformat(), "last": last.isoformat()})


def _of_money(record: Published) -> Iterator[Note]:
    total, eu, other, rate = record.total_cents, record.eu_cents, record.national_cents, record.eu_share
    if total is not None and eu is not None and other is not None and not money.adds_up((eu, other), total):
        yield Note("sum", "warning", {"total": total, "parts": eu + other})
    if total and eu is not None and rate is not None and not money.rate_agrees(eu, total, rate):
        yield Note("rate", "warning", {"rate": str(rate), "computed": f"{Decimal(eu) / total:.4f}"})
