from __future__ import annotations

from datetime import date

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "mugur.site"
    label = "site"

    def ready(self) -> None:
        from mugur.access.jobs import resolve_with
        from mugur.organisations.queries import who_is
        from mugur.web import clock

        from . import logs, refusals  # noqa: F401

        clock.stand_on(standing_day)
        logs.configure()
        resolve_with(lambda account, on: who_is(account, on=on, aal=2))


_known: tuple[float, date | None] | None = None


def standing_day() -> date | None:
    """The demonstration's day, asked of the database at most every ten seconds."""
    global _known
    from django.conf import settings

    from mugur.access.models import Installation
    from mugur.web.clock import seconds

    if settings.MUGUR_DAY:
        return date.fromisoformat(settings.MUGUR_DAY)
    if settings.MUGUR_MODE != "demo":
        return None
    now = seconds()
    if _known is None or now - _known[0] > 10:
        _known = (now, Installation.objects.filter(mode="demo").values_list("day", flat=True).first())
    return _known[1]
