"""Links without account: one purpose, one person, until a day. Opening never acts; only a POST does."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F

from mugur.lib.errors import RuleBroken

from . import chain
from .models import Link
from .who import Ticket, Who


@dataclass(frozen=True)
class Purpose:
    """What a link of this purpose may do, for how long and how often."""

    name: str
    days: int
    uses: int
    meaning: str
    page: str = ""


PURPOSES: dict[str, Purpose] = {}


def purpose(name: str, *, days: int, uses: int, meaning: str, page: str) -> Purpose:
    """Declares a purpose in the room that answers it; ``page`` names the address its visitors see."""
    PURPOSES[name] = made = Purpose(name, days, uses, meaning, page)
    return made


def digest(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def issue(
    kind: Purpose, *, person_id: int, org_path: str, subject: UUID | str, language: str, by: Who, on: date,
    recipient_id: int | None = None,
) -> tuple[Link, str]:  # fmt: skip
    """A new link and its token, which is shown once; older ones for the same act are revoked."""
    revoke(person_id=person_id, purpose_name=kind.name, recipient_id=recipient_id, on=on)
    token = secrets.token_urlsafe(32)
    link = Link.objects.create(
        token_hash=digest(token), purpose=kind.name, person_id=person_id, subject=str(subject), language=language,
        recipient_id=recipient_id, not_before=on, expires_on=on + timedelta(days=kind.days), uses_left=kind.uses,
        issued_by_id=by.account_id, org_path=org_path,
    )  # fmt: skip
    chain.write(
        chain.Entry(
            event="access.link.issued", day=on, actor=by.label, account_id=by.account_id, thing="access.link",
            thing_uuid=link.uuid, person_id=person_id, org_path=org_path, data={"purpose": kind.name},
        )
    )  # fmt: skip
    return link, token


def revoke(*, person_id: int, purpose_name: str = "", recipient_id: int | None = None, on: date) -> int:
    """Ends open links of a person (of one purpose, of one recipient) at once."""
    rows = Link.objects.filter(person_id=person_id, revoked_on__isnull=True)
    if purpose_name:
        rows = rows.filter(purpose=purpose_name)
    if recipient_id is not None:
        rows = rows.filter(recipient_id=recipient_id)
    return rows.update(revoked_on=on)


def find(token: str, *, on: date) -> Link | None:
    """The open link of this token; unknown, expired, spent and revoked are all nothing."""
    return open_link(Link.objects.filter(token_hash=digest(token)).first(), on=on)


def by_id(link_id: int, *, on: date) -> Link | None:
    """The link of a running visit, checked anew at every request."""
    return open_link(Link.objects.filter(pk=link_id).first(), on=on)


def open_link(link: Link | None, *, on: date) -> Link | None:
    if link is None or link.revoked_on is not None or not (link.not_before <= on <= link.expires_on):
        return None
    return link


def ticket(link: Link) -> Ticket:
    """What the request carries of a link."""
    return Ticket(link.pk, link.purpose, link.person_id, link.subject, link.language, link.recipient_id)


def spend(who: Who, kind: Purpose) -> None:
    """Uses the link up for its act; a spent link refuses the second act."""
    if who.link is None or who.link.purpose != kind.name:
        raise RuleBroken("access.link_purpose")
    spent = Link.objects.filter(pk=who.link.link_id, uses_left__gt=0, revoked_on__isnull=True).update(
        uses_left=F("uses_left") - 1
    )
    if spent != 1:
        raise RuleBroken("access.link_spent")
