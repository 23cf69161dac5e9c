"""Whose file it is: the body that sends, what lies below it, and one import of a body at a time."""

from __future__ import annotations

from datetime import date

from django.db import connection

from mugur.access.reach import Reach
from mugur.lib.errors import RuleBroken
from mugur.organisations.models import Organisation

SENDERS = ("state", "region", "municipality", "school", "information_point", "cultural_centre")


def find_source(path: str) -> Organisation:
    """The body at a path such as ``lv.aiz.``; without one, the only body at the top of the tree.

    Raises RuleBroken when there is none, or several and none was named.
    """
    if path:
        wanted = path if path.endswith(".") else path + "."
        found = Organisation.objects.filter(path=wanted).first()
        if found is None:
            raise RuleBroken("people.import_source", source=wanted)
        return found
    top = list(Organisation.objects.filter(parent__isnull=True).order_by("path")[:2])
    if len(top) != 1:
        raise RuleBroken("people.import_which_source")
    return top[0]


def below(source: Organisation) -> dict[str, Organisation]:
    """Every body at or under the source, by path."""
    rows = {one.pk: one for one in Organisation.objects.filter(Reach.of([source.path]).q("path")).order_by("path")}
    for one in rows.values():
        one.parent = rows.get(one.parent_id) if one.path != source.path else None  # type: ignore[arg-type]
    return {one.path: one for one in rows.values()}


def mark(source: Organisation) -> str:
    """How bodies that this source brought in are marked: the same id of two sources is two bodies."""
    return f"source {source.pk}"


def hold(source: Organisation) -> None:
    """Holds the source until the transaction ends; a second import of the same body is refused at once."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('mugur.import'), %s)", [source.pk % 2**31])
        (free,) = cursor.fetchone()
    if not free:
        raise RuleBroken("people.import_running")


def school_year(day: date) -> str:
    """The school year of a day, from August to July: ``2026/27``."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"
