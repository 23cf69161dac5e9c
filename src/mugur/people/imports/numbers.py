"""National numbers of a roster: matched by blind index, kept in the vault, never merged, never told.

A number that another body's person has makes a case on both sides. The importing side learns that its
own learner's number is known at another body, and nothing of who or where.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, connections, transaction

from mugur.access.crypt import mac
from mugur.access.records import acting
from mugur.people import vault
from mugur.people.models import Person, TransferCase
from mugur.people.roster import Bundle, PersonRow

from .existing import Existing
from .persons import People, named_codes


@dataclass
class Numbers:
    """What would go to the vault, and the cases that would be opened."""

    keep: list[tuple[Person, str, str]] = field(default_factory=list)
    met: list[tuple[Person, str, UUID]] = field(default_factory=list)


def plan(bundle: Bundle, have: Existing, people: People) -> Numbers:
    """Compares the national numbers of all ready rows with the vault in a few queries."""
    made = Numbers()
    rows: list[PersonRow] = [
        row for row in bundle.ready(bundle.persons) if row.status == "active" and row.source_id in people.by_id
    ]
    codes = named_codes(rows)
    if not codes:
        return made
    known = vault.match_identifiers((scheme, value) for _, scheme, value in codes)
    taken: dict[tuple[str, str], Person] = {}
    for row, scheme, value in codes:
        person = people.by_id[row.source_id]
        holder = known.get((scheme, value))
        if person.pk in have.kept_elsewhere or row.source_id in people.skipped:
            continue
        if holder is None:
            first = taken.setdefault((scheme, value), person)
            if first is person:
                made.keep.append((person, scheme, value))
            else:
                made.met.append((person, scheme, first.uuid))
        elif holder != person.uuid:
            made.met.append((person, scheme, holder))
    made.met = _not_asked_yet(made.met)
    return made


def case_mark(one: UUID, other: UUID) -> str:
    """The mark that both sides of a case share and that tells neither side who the other is."""
    return mac("audit_hmac", *(part.bytes for part in sorted((one, other)))).hex()[:32]


def _not_asked_yet(met: list[tuple[Person, str, UUID]]) -> list[tuple[Person, str, UUID]]:
    marks = {case_mark(person.uuid, other) for person, _, other in met}
    asked = set(TransferCase.objects.filter(mark__in=sorted(marks)).values_list("mark", flat=True)) if marks else set()
    return [one for one in met if case_mark(one[0].uuid, one[2]) not in asked]


def open_cases(numbers: Numbers, have: Existing) -> int:
    """Opens both sides of every case; a number whose holder no longer exists is taken over."""
    if not numbers.met:
        return 0
    holders = _holders({other for _, _, other in numbers.met})
    opened = 0
    for person, scheme, other in numbers.met:
        if other not in holders:
            continue
        mark = case_mark(person.uuid, other)
        for person_id, path in ((person.pk, person.home_path), holders[other]):
            _open(person_id, path, mark, scheme, have)
        opened += 1
    now = acting("TransferCase")
    now.counts["people.transfercase"] = now.counts.get("people.transfercase", 0) + 2 * opened
    return opened


def _holders(wanted: set[UUID]) -> dict[UUID, tuple[int, str]]:
    """Where the holders of numbers belong, asked with the national login; used for the other side's row only."""
    found: dict[UUID, tuple[int, str]] = {}
    for alias in ("default", "wide"):
        with connections[alias].cursor() as cursor:
            cursor.execute("select uuid, id, home_path from people_person where uuid = any(%s)", [list(wanted)])
            found |= {uuid: (pk, path) for uuid, pk, path in cursor.fetchall()}
    return found


def _open(person_id: int, path: str, mark: str, scheme: str, have: Existing) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_transfercase (uuid, person_id, org_path, mark, scheme, found_on, answer)"
            " values (gen_random_uuid(), %s, %s, %s, %s, %s, '') on conflict do nothing",
            [person_id, path, mark, scheme, have.on],
        )


def keep_after_commit(numbers: Numbers) -> None:
    """Seals the numbers once the persons are there for good; a failure is mended by the next import of the file."""
    rows = [(person.uuid, scheme, value) for person, scheme, value in numbers.keep]
    if rows:
        transaction.on_commit(lambda: _keep(rows), robust=True)


def _keep(rows: Iterable[tuple[UUID, str, str]]) -> None:
    with transaction.atomic(using="vault"):
        vault.keep_identifiers(rows)
