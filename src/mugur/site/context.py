"""What every page shows around its content: navigation, who, the demonstration's day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mugur.access.rights import RIGHTS
from mugur.organisations.roles import ROLES

from .navigation import NAV


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of ``web/base.html``."""
    who = getattr(request, "who", None)
    nav = []
    if who is not None and who.account_id:
        for item in NAV:
            if item.right_name in RIGHTS and item.right().held(who):
                url = reverse(item.url)
                nav.append({"label": item.label, "url": url, "current": request.path.startswith(url)})
    return {
        "who": who,
        "today": getattr(request, "today", None),
        "nav": nav,
        "who_line": _who_line(who),
        "is_demo": settings.MUGUR_MODE == "demo",
        "languages": settings.LANGUAGES,
    }


def _who_line(who: Any) -> str:
    if who is None or not who.held:
        return ""
    first = who.held[0]
    return _("%(role)s · %(place)s") % {"role": ROLES.get(first.role, first.role), "place": first.place}
