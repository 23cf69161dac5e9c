"""What happens to bodies and roles."""

from __future__ import annotations

from datetime import date, timedelta

from mugur.access.action import action
from mugur.access.models import Account
from mugur.access.who import Who
from mugur.lib.errors import RuleBroken

from . import access, roles
from .models import Membership, Organisation


@action(access.CHANGE, audit="organisations.organisation.founded")
def found(
    parent: Organisation, *, by: Who, on: date, code: str, kind: str, name: str, school_type: str = ""
) -> Organisation:
    """A new body under ``parent``; ``code`` is its part of the path (small letters and digits)."""
    if not code.isalnum() or code != code.lower() or not code.isascii():
        raise RuleBroken("organisations.code", code=code)
    path = f"{parent.path}{code}."
    if Organisation.objects.filter(path=path).exists():
        raise RuleBroken("organisations.taken", code=code)
    body = Organisation(
        path=path, parent=parent, kind=kind, country=parent.country, name=name, school_type=school_type, starts=on,
        sort_key=name.casefold(),
    )  # fmt: skip
    body.save()
    return body


@action(access.GRANT, audit="organisations.membership.given")
def give(body: Organisation, *, by: Who, on: date, account: Account, role: str, ends: date | None = None) -> Membership:
    """Gives ``role`` at ``body`` from ``on``; never to oneself, special roles only by another body's rule."""
    if role not in roles.ROLES:
        raise RuleBroken("organisations.role", role=role)
    if by.account_id == account.pk:
        raise RuleBroken("organisations.own_role")
    if role in roles.SPECIAL and not (by.machine or by.has(roles.PLATFORM_ADMIN)):
        raise RuleBroken("organisations.special_role")
    given = Membership(account=account, organisation=body, role=role, starts=on, ends=ends, given_by_id=by.account_id)
    given.save()
    return given


@action(access.END, audit="organisations.membership.ended")
def end(membership: Membership, *, by: Who, on: date) -> Membership:
    """Ends a role with the day; what it opened is closed the same moment."""
    if membership.ends is not None and membership.ends < on:
        raise RuleBroken("organisations.already_ended")
    membership.ends = on - timedelta(days=1)
    membership.starts = min(membership.starts, membership.ends)
    membership.save()
    return membership
