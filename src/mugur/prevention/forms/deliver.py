"""Forms of the page where support is recorded: who was here, since when, and why a line is corrected."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mugur.access.who import Who
from mugur.people.access import SEE_GROUP
from mugur.people.models import Group, GroupMembership
from mugur.people.queries import running
from mugur.prevention.queries.deliver import SESSION_UNITS, OwnLine, Row
from mugur.support import queries as ledger
from mugur.support.models import Measure
from mugur.web import formats

PRESENCE = (("here", _("was here")), ("not", _("was not here")))
MINUTES = {"min_value": 5, "max_value": 720}


def at_time(on: date, moment: time) -> datetime:
    """The moment of a wall-clock time on a day."""
    return datetime.combine(on, moment, ZoneInfo(settings.MUGUR_ZONE))


class PresenceForm(forms.Form):
    """Step 2: one answer for each learner; nobody is here by default."""

    minutes = forms.IntegerField(label=_("Minutes"), **MINUTES)

    def __init__(self, rows: list[Row], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[row.name] = forms.ChoiceField(
                choices=PRESENCE, label=row.person.full_name, required=True, widget=forms.RadioSelect,
                error_messages={"required": _("say whether this learner was here")},
            )  # fmt: skip

    def present(self) -> dict[UUID, bool]:
        """Public id of each learner → was here."""
        return {row.person.uuid: self.cleaned_data[row.name] == "here" for row in self.rows}


class OneForm(forms.Form):
    """One learner outside the timetable: the line of the plan, when, how long."""

    line = forms.ChoiceField(
        label=_("Who and what"), error_messages={"required": _("choose one"), "invalid_choice": _("choose one")}
    )
    presence = forms.ChoiceField(
        choices=PRESENCE, label=_("Was the learner here?"),
        error_messages={"required": _("say whether the learner was here")},
    )  # fmt: skip
    begins = forms.TimeField(label=_("Began at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), **MINUTES)

    def __init__(self, lines: list[OwnLine], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_line = {str(own.line): own for own in lines}
        self.fields["line"].choices = [(key, "") for key in self.by_line]  # type: ignore[attr-defined]

    def own(self) -> OwnLine:
        return self.by_line[self.cleaned_data["line"]]


class OtherForm(forms.Form):
    """Something that is not in the timetable, for a group."""

    measure = forms.ModelChoiceField(label=_("What was it?"), queryset=Measure.objects.none())
    group = forms.ModelChoiceField(label=_("Which group?"), queryset=Group.objects.none())
    begins = forms.TimeField(label=_("Began at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), initial=60, **MINUTES)

    def __init__(self, who: Who, on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = next((held.path.split(".")[0] for held in who.held), "")
        groups = SEE_GROUP.reachable(who).filter(members__in=_members(on)).distinct().select_related("school")
        measures = ledger.in_force(on, country).filter(unit__in=SESSION_UNITS, restricted=False)
        self.fields["measure"] = MeasureField(label=_("What was it?"), queryset=measures.order_by("code"))
        self.fields["group"] = GroupField(label=_("Which group?"), queryset=groups.order_by("title", "id"))
        self.order_fields(["measure", "group", "begins", "minutes"])


def _members(on: date) -> QuerySet[GroupMembership]:
    return GroupMembership.objects.filter(running(on))


class MeasureField(forms.ModelChoiceField):
    """Measures by their name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return formats.in_language(obj.names, get_language() or "en")


class GroupField(forms.ModelChoiceField):
    """Groups by title and school."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} · {obj.school.name}"


class ReasonForm(forms.Form):
    """Why a record is taken back or turned round; needed after ten minutes."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    line = forms.UUIDField(required=False, widget=forms.HiddenInput)
    presence = forms.ChoiceField(choices=PRESENCE, required=False, widget=forms.HiddenInput)
