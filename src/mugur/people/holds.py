"""Legal holds: asked by one person, confirmed by another, with a ground and an end."""

from __future__ import annotations

from datetime import date

from mugur.access.action import action
from mugur.access.models import Hold
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken

from . import access
from .models import Person


@action(access.HOLD, audit="people.hold.asked")
def ask(person: Person, *, by: Who, on: date, ground: str, ends: date | None = None) -> Hold:
    """Asks for a hold; it protects from the day another person confirms it."""
    hold = Hold(
        person_id=person.pk,
        org_path=person.home_path,
        ground=ground,
        starts=on,
        ends=ends,
        asked_by_id=by.account_id or 0,
    )
    hold.save()
    return hold


@action(access.CONFIRM_HOLD, audit="people.hold.confirmed")
def confirm(hold: Hold, *, by: Who, on: date) -> Hold:
    """Confirms a hold that somebody else asked for."""
    if hold.asked_by_id == by.account_id:
        raise RuleBroken("people.hold_own")
    hold.confirmed_by_id = by.account_id
    hold.save()
    return hold
