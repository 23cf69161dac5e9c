"""The eraser: what KEEP says is done, holds win, and a restored backup is erased again.

Identity goes from every claimed field; rows that must stay for statistics or proof stay without it.
The audit chain holds no values of personal fields, so it still verifies afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction
from django.db.models import Max, Q

from mugur.access import chain, links
from mugur.access.keep import Keep, blank_value, lines
from mugur.access.models import Hold
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken

from . import access
from .models import Document, Enrolment, Guardianship, Person

GONE = "–"
REPLAY = "erased.log"


@dataclass(frozen=True)
class Erased:
    """What an erasure did: rows per model."""

    person: UUID
    rows: dict[str, int]


def term_end(person: Person, *, years: int = 5) -> date | None:
    """31 December so many years after the last enrolment ended; ``None`` while one runs."""
    runs = Enrolment.objects.filter(person=person, voided_on__isnull=True)
    if runs.filter(ends__isnull=True).exists():
        return None
    last = runs.aggregate(last=Max("ends"))["last"]
    return date(last.year + years, 12, 31) if last else None


def hold_on(person: Person, *, on: date) -> Hold | None:
    """The confirmed legal hold in force on the day."""
    return Hold.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=on), person_id=person.pk, starts__lte=on, confirmed_by__isnull=False
    ).first()


def erase(person: Person, *, by: Who, on: date, early: str = "") -> Erased:
    """Erases a person whose term is over, or earlier on a stated ground; a hold refuses with its end."""
    access.ERASE.require(by, person)
    if held := hold_on(person, on=on):
        raise RuleBroken("people.hold", until=held.ends.isoformat() if held.ends else "…")
    ends = term_end(person)
    if not early and (ends is None or ends >= on):
        raise RuleBroken("people.term", until=ends.isoformat() if ends else "…")
    links.revoke(person_id=person.pk, on=on)
    done = _erase_rows([person, *_lonely_guardians(person, using="erase")], on)
    chain.write(
        chain.Entry(
            event="people.person.erased", day=on, actor=by.label, account_id=by.account_id, right=access.ERASE.name,
            thing="people.person", thing_uuid=person.uuid, person_id=person.pk, org_path=person.home_path,
            data={"rows": done, "early": bool(early)},
        )
    )  # fmt: skip
    _remember(person.uuid, on)
    return Erased(person.uuid, done)


def replay(on: date) -> int:
    """After a restore: erases again whoever had been erased since the backup was made."""
    again = 0
    path = Path(settings.MUGUR_HOME) / REPLAY
    for line in path.read_text().splitlines() if path.exists() else []:
        person = Person.objects.using("erase").filter(uuid=UUID(line.split()[0]), erased_on__isnull=True).first()
        if person is not None:
            _erase_rows([person, *_lonely_guardians(person, using="erase")], on)
            again += 1
    return again


def _lonely_guardians(person: Person, using: str = "default") -> list[Person]:
    """Guardians of nobody else."""
    ids = set(Guardianship.objects.using(using).filter(person=person).values_list("guardian_id", flat=True))
    others = set(
        Guardianship.objects.using(using)
        .filter(guardian_id__in=ids)
        .exclude(person=person)
        .values_list("guardian_id", flat=True)
    )
    return list(Person.objects.using(using).filter(pk__in=ids - others))


def _erase_rows(persons: list[Person], on: date) -> dict[str, int]:
    """Works under the eraser's own login, after the caller's transaction let go of the rows."""
    done: dict[str, int] = {}
    ids, uuids = [p.pk for p in persons], [p.uuid for p in persons]
    with transaction.atomic(using="erase"), connections["erase"].cursor() as cursor:
        cursor.execute("select set_config('app.paths', '-', true), set_config('app.link', '', true)")
        _forget_files(ids)
        for line in sorted(lines(), key=lambda k: k.then != "delete"):
            if line.person_at and line.then != "keep":
                done[line.model] = _erase_line(cursor, line, ids)
        cursor.execute("update people_person set erased_on = %s where id = any(%s)", [on, ids])
        for table in ("identifier", "fact", "note"):
            cursor.execute(f"delete from vault.{table} where person_uuid = any(%s)", [uuids])
            done[f"vault.{table}"] = cursor.rowcount
    return {model: rows for model, rows in done.items() if rows}


def _erase_line(cursor: Any, line: Keep, ids: list[int]) -> int:
    model = apps.get_model(line.model)
    table, column = model._meta.db_table, line.person_at
    if line.then == "delete":
        cursor.execute(f'delete from "{table}" where "{column}" = any(%s)', [ids])
        return int(cursor.rowcount)
    fields = [model._meta.get_field(name) for name in line.personal]
    sets, values = [], []
    for field in fields:
        assert isinstance(field, models.Field)
        dash = (
            isinstance(field, models.CharField | models.TextField) and not field.null and field.name not in line.emptied
        )
        sets.append(_dashed(field.column) if dash else f'"{field.column}" = %s')
        if not dash:
            values.append(_adapted(field))
    if not sets:
        return 0
    cursor.execute(f'update "{table}" set {", ".join(sets)} where "{column}" = any(%s)', [*values, ids])
    return int(cursor.rowcount)


def _dashed(column: str | None) -> str:
    return f"\"{column}\" = case when \"{column}\" = '' then '' else '{GONE}' end"


def _adapted(field: models.Field[Any, Any]) -> Any:
    value = blank_value(field)
    return field.get_db_prep_value(value, connections["erase"]) if isinstance(field, models.JSONField) else value


def _forget_files(ids: list[int]) -> None:
    """Removes the stored papers themselves."""
    for stored in Document.objects.using("erase").filter(person_id__in=ids).values_list("stored", flat=True):
        (Path(settings.FILES) / Path(stored).name).unlink(missing_ok=True)


def _remember(person: UUID, on: date) -> None:
    """The replay list stands outside the database, so that a restore cannot bring anybody back."""
    path = Path(settings.MUGUR_HOME) / REPLAY
    with path.open("a", encoding="ascii") as log:
        log.write(f"{person} {on.isoformat()}\n")
