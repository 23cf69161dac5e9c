"""The teacher's observation sheet: no data system needed; never changed, only followed by a newer one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from mugur.access.action import action
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken
from mugur.people.models import Person
from mugur.prevention.access import notice as access
from mugur.prevention.models import ObservationSheet, Signal
from mugur.prevention.rules import notice as rules
from mugur.prevention.rules.indicators import level_of
from mugur.prevention.signalling import in_force

from .signal import tell


@action(access.OBSERVE, audit="prevention.observation.written")
def observe(person: Person, *, by: Who, on: date, signs: Sequence[str], text: str = "") -> ObservationSheet:
    """Writes a sheet; at the cut in force a signal arises at once, so that nobody waits for the night."""
    unknown = [sign for sign in signs if sign not in rules.SIGNS]
    if unknown:
        raise RuleBroken("prevention.sign_unknown", sign=unknown[0])
    assert by.account_id is not None
    if not signs and not text.strip():
        raise RuleBroken("prevention.sheet_empty")
    sheet = ObservationSheet(
        person=person, org_path=person.home_path, account_id=by.account_id, day=on, signs=sorted(set(signs)),
        text=text.strip()[:400],
    )  # fmt: skip
    sheet.save()
    _notice(person, sheet, by, on)
    return sheet


def _notice(person: Person, sheet: ObservationSheet, by: Who, on: date) -> None:
    """At the cut a signal arises, or the open one moves with what was seen since."""
    found = [v for own in in_force(on, person.home_path).values() for v in own if v.definition.formula == "observation"]
    if not found:
        return
    version = max(found, key=lambda v: len(v.scope_path))
    first = on - timedelta(days=version.window_days - 1)
    seen = _seen(person, first, on)
    level = level_of(Decimal(len(seen)), direction=version.direction, watch=version.watch, act=version.act)
    signal = Signal.objects.filter(person=person, definition=version.definition, state=Signal.State.OPEN).first()
    if not level or (signal is not None and signal.value == len(seen) and signal.level == level):
        return
    kind = "moved" if signal else "noticed"
    if signal is None:
        signal = Signal(
            person=person, org_path=person.home_path, origin=Signal.Origin.OBSERVATION, definition=version.definition,
            noticed_on=on, due_on=on + timedelta(days=version.answer_days),
        )  # fmt: skip
    signal.version, signal.sheet, signal.level, signal.value = version, sheet, level, Decimal(len(seen))
    signal.inputs = {"signs": seen, "first": first.isoformat()}
    signal.save()
    tell(signal, kind, on=on, by=by, text=level)


def _seen(person: Person, first: date, last: date) -> list[str]:
    """Different signs on the sheets of these days."""
    sheets = ObservationSheet.objects.filter(person=person, day__gte=first, day__lte=last)
    return sorted({sign for signs in sheets.values_list("signs", flat=True) for sign in signs})
