"""The placement of E. F. in the lane of the path, until the room of placements brings its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from mugur.access.who import Who
from mugur.people.models import Person, Tie
from mugur.prevention.queries.path_events import SOURCES
from mugur.web.charts.path import Event, Kind

HOURS = {"DEMO-EMP-BAKERY": (200, 210)}


def placements(person: Person, who: Who, on: date) -> Iterator[Event]:
    """One event for each employer that was tied to the learner as a host."""
    hosts = (
        Tie.objects.filter(person=person, kind="host", starts__lte=on).select_related("organisation").order_by("starts")
    )
    for tie in hosts:
        done, planned = HOURS.get(tie.organisation.source_id, (0, 0))
        hours = _("%(done)s of %(planned)s hours") % {"done": done, "planned": planned}
        yield Event(
            Kind.PLACEMENT, tie.starts, tie.ends or on, mark=tie.organisation.name, under=hours, strong=_("Placement"),
            what=_("%(employer)s: %(hours)s") % {"employer": tie.organisation.name, "hours": hours},
            who=_("The employer’s tutor"), result=_("Assessed: good"),
        )  # fmt: skip


SOURCES.append(placements)
