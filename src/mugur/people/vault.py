"""The only door to the vault: one identifier, fact or note at a time, each opening logged.

Nothing here lists, searches or exports; a national number is matched by its blind index and shown
masked. Values are sealed with a key outside the database and bound to person, field and version.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mugur.access import chain
from mugur.access.crypt import blind, seal, unseal
from mugur.access.reads import shown
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken

from . import access
from .models import Person, VaultFact, VaultIdentifier, VaultNote

BULK = 5_000
ANSWERS = ("yes", "no", "no_answer", "not_asked")
FIELDS = ("minority", "disability", "health", "housing", "foreign_background", "protected_address")


def _bound(kind: str, person: UUID, field: str, version: int = 1) -> str:
    return f"{kind}|{person}|{field}|{version}"


def keep_identifier(person: UUID, scheme: str, value: str) -> None:
    """Seals a national number; the same number of the same person again changes nothing."""
    mark = blind(scheme, value)
    row = VaultIdentifier.objects.filter(person_uuid=person, scheme=scheme).first()
    if row is not None and bytes(row.blind) == mark:
        return
    kid, sealed = seal("vault_kek", value.encode(), bound_to=_bound("identifier", person, scheme))
    if row is None:
        row = VaultIdentifier(person_uuid=person, scheme=scheme)
    row.blind, row.kid, row.sealed = mark, kid, sealed
    row.save()


def match_identifier(scheme: str, value: str) -> UUID | None:
    """The person with exactly this number: for matching by a service, never told to a user."""
    return (
        VaultIdentifier.objects.filter(scheme=scheme, blind=blind(scheme, value))
        .values_list("person_uuid", flat=True)
        .first()
    )


def match_identifiers(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], UUID]:
    """The persons with exactly these (scheme, number) pairs: for matching by a service, never told to a user."""
    wanted = {(scheme, blind(scheme, value)): (scheme, value) for scheme, value in pairs}
    found: dict[tuple[str, str], UUID] = {}
    marks = sorted({mark for _, mark in wanted})
    for at in range(0, len(marks), BULK):
        rows = VaultIdentifier.objects.filter(blind__in=marks[at : at + BULK])
        for scheme, mark, person in rows.values_list("scheme", "blind", "person_uuid"):
            if pair := wanted.get((scheme, bytes(mark))):
                found[pair] = person
    return found


def keep_identifiers(rows: Iterable[tuple[UUID, str, str]]) -> int:
    """Seals many (person, scheme, number) at once; returns how many. A number of somebody else raises."""
    made = []
    for person, scheme, value in rows:
        kid, sealed = seal("vault_kek", value.encode(), bound_to=_bound("identifier", person, scheme))
        made.append(
            VaultIdentifier(person_uuid=person, scheme=scheme, blind=blind(scheme, value), kid=kid, sealed=sealed)
        )
    VaultIdentifier.objects.bulk_create(
        made, batch_size=BULK, update_conflicts=True, unique_fields=["person_uuid", "scheme"],
        update_fields=["blind", "kid", "sealed"],
    )  # fmt: skip
    return len(made)


def masked(person: UUID, scheme: str) -> str:
    """The number with all but its first two and last character covered; empty when none is kept."""
    row = VaultIdentifier.objects.filter(person_uuid=person, scheme=scheme).first()
    if row is None:
        return ""
    value = unseal("vault_kek", row.kid, bytes(row.sealed), bound_to=_bound("identifier", person, scheme)).decode()
    return value[:2] + "•" * (len(value) - 3) + value[-1:]


def enter_fact(person: Person, *, by: Who, on: date, field: str, answer: str) -> None:
    """Enters one special-category fact; who entered it is kept, the value is sealed."""
    access.VAULT.require(by, person)
    if field not in FIELDS or answer not in ANSWERS:
        raise RuleBroken("people.vault_answer", answer=answer)
    last = VaultFact.objects.filter(person_uuid=person.uuid, field=field).order_by("-version").first()
    version = last.version + 1 if last else 1
    kid, sealed = seal("vault_kek", answer.encode(), bound_to=_bound("fact", person.uuid, field, version))
    VaultFact(person_uuid=person.uuid, field=field, version=version, kid=kid, sealed=sealed,
              entered_by=by.account_id, entered_on=on).save()  # fmt: skip
    _log(person, by, on, "people.vault.fact_entered", field)


def open_fact(person: Person, *, by: Who, on: date, field: str, ground: str) -> str:
    """Opens one fact on a stated ground; the opening is logged and shown to the family."""
    access.VAULT.require(by, person)
    row = VaultFact.objects.filter(person_uuid=person.uuid, field=field).order_by("-version").first()
    _log(person, by, on, "people.vault.fact_opened", field, ground)
    if row is None:
        return "not_asked"
    return unseal(
        "vault_kek", row.kid, bytes(row.sealed), bound_to=_bound("fact", person.uuid, field, row.version)
    ).decode()


@dataclass(frozen=True)
class Note:
    """A restricted note, opened."""

    written_on: date
    text: str


def write_note(person: Person, *, text: str, by: Who, on: date) -> None:
    """Keeps a restricted note on family, health or protection."""
    access.VAULT.require(by, person)
    kid, sealed = seal("vault_kek", text.encode(), bound_to=_bound("note", person.uuid, on.isoformat()))
    VaultNote(person_uuid=person.uuid, org_path=person.home_path, kid=kid, sealed=sealed,
              written_by=by.account_id, written_on=on).save()  # fmt: skip
    _log(person, by, on, "people.vault.note_written", "note")


def open_notes(person: Person, *, by: Who, on: date, ground: str) -> list[Note]:
    """Opens the restricted notes of one learner for a member of the case team."""
    access.VAULT.require(by, person)
    _log(person, by, on, "people.vault.notes_opened", "note", ground)
    rows = VaultNote.objects.filter(person_uuid=person.uuid).order_by("-written_on", "-pk")
    return [
        Note(row.written_on, unseal("vault_kek", row.kid, bytes(row.sealed), bound_to=_bound("note", person.uuid, row.written_on.isoformat())).decode())
        for row in rows
    ]  # fmt: skip


def notes_kept(person: UUID) -> int:
    """How many restricted notes are kept: the number only, for the sentence “one note is kept”."""
    return VaultNote.objects.filter(person_uuid=person).count()


def _log(person: Person, by: Who, on: date, event: str, field: str, ground: str = "") -> None:
    shown([(person.pk, person.home_path)], ground=ground or "vault")
    chain.write(
        chain.Entry(
            event=event, day=on, actor=by.label, account_id=by.account_id, right=access.VAULT.name,
            role=",".join(by.roles), thing="people.person", thing_uuid=person.uuid, person_id=person.pk,
            org_path=person.home_path, data={"field": field, "ground": ground},
        )
    )  # fmt: skip
