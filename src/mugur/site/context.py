"""What every page shows around its content: navigation, who, the demonstration's day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mugur.access.reach import scope
from mugur.access.rights import RIGHTS
from mugur.access.who import Who
from mugur.organisations.roles import ROLES

from .navigation import FOOTER, NAV, PUBLIC


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of the base templates."""
    who: Who | None = getattr(request, "who", None)
    demo = settings.MUGUR_MODE == "demo"
    signed_in = who is not None and who.account_id is not None
    return {
        "who": who,
        "today": getattr(request, "today", None),
        "nav": _navigation(request, who) if signed_in else _public(request),
        "who_line": _who_line(who),
        "footer": [(item.label, reverse(item.url)) for item in FOOTER],
        "is_demo": demo,
        "demo_day": getattr(request, "today", None) if demo else None,
        "persona_url": reverse("mugur_demo:personas") if demo else "",
        "login_url": reverse("account_login"),
        "logout_url": reverse("account_logout") if signed_in else "",
        "home_url": reverse("prevention:work") if signed_in else reverse("fund:front"),
    }


def _navigation(request: HttpRequest, who: Who | None) -> list[tuple[str, str, bool]]:
    """Asked in the scope of the page; pages of the sign-in library stand in none, so it opens one of its own."""
    if who is not None and not connection.in_atomic_block:
        with scope(who.reach, on=who.on):
            return _held(request, who)
    return _held(request, who)


def _held(request: HttpRequest, who: Who | None) -> list[tuple[str, str, bool]]:
    made = []
    for item in NAV:
        right = RIGHTS.get(item.right_name)
        if right is not None and who is not None and right.held(who):
            url = reverse(item.url)
            made.append((str(item.label), url, request.path.startswith(url)))
    return made


def _public(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Navigation of visitors: the public pages."""
    made = []
    for item in PUBLIC:
        url = reverse(item.url)
        made.append((str(item.label), url, request.path == url or (url != "/" and request.path.startswith(url))))
    return made


def _who_line(who: Who | None) -> str:
    if who is None or not who.held:
        return ""
    first = min(who.held, key=lambda held: held.since)  # a role taken on later stands behind it
    return _("%(role)s · %(place)s") % {"role": ROLES.get(first.role, first.role), "place": first.place}
