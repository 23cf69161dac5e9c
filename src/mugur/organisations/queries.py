"""Who somebody is today: one query per request, read before the scope exists."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from mugur.access.models import Account
from mugur.access.who import Held, Who

from .models import Membership


def running(on: date) -> Q:
    """Memberships in force on the day; both ends in one condition, so that an old role lets nobody in."""
    return Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on))


def who_is(account: Account, *, on: date, aal: int = 1) -> Who:
    """The actor behind a signed-in account on a day."""
    rows = (
        Membership.objects.filter(running(on), account_id=account.pk)
        .order_by("organisation__path", "role")
        .values_list("role", "organisation__path", "organisation_id", "starts", "organisation__name")
    )
    held = tuple(Held(role, path, org_id, since, place) for role, path, org_id, since, place in rows)
    return Who(on=on, account_id=account.pk, account_uuid=account.uuid, name=account.name, held=held, aal=aal)
