"""What may come in about an assessment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mugur.prevention.queries import plan_words
from mugur.prevention.rules.plan import RISKS


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AssessmentForm(forms.Form):
    """Strengths and the learner's view first; then the areas, the level and the next step."""

    strengths = forms.CharField(
        label=_("What goes well, what the learner is good at"), max_length=2000, required=False, widget=_area(3)
    )
    learner_view = forms.CharField(
        label=_("How the learner sees it"), max_length=2000, required=False, widget=_area(3),
        help_text=_("In the learner’s own words, if you can."),
    )  # fmt: skip
    study = forms.CharField(label=plan_words.RISKS["study"], max_length=240, required=False, widget=_area(2))
    social = forms.CharField(label=plan_words.RISKS["social"], max_length=240, required=False, widget=_area(2))
    economic = forms.CharField(label=plan_words.RISKS["economic"], max_length=240, required=False, widget=_area(2))
    health = forms.BooleanField(
        label=plan_words.RISKS["health"],
        required=False,
        help_text=_("Only that it matters. What it is, is recorded with the specialist."),
    )
    other = forms.CharField(label=plan_words.RISKS["other"], max_length=240, required=False, widget=_area(2))
    level = forms.ChoiceField(
        label=_("How things stand"), required=False, choices=[("", ""), *plan_words.choices(plan_words.LEVELS)]
    )
    next_step = forms.ChoiceField(
        label=_("Next step"), required=False, choices=[("", ""), *plan_words.choices(plan_words.NEXT_STEPS)]
    )

    def risks(self) -> list[tuple[str, str]]:
        """The areas something was found in, in their fixed order."""
        data: dict[str, Any] = self.cleaned_data
        found = [(area, data[area].strip()) for area in RISKS if area != "health" and data[area].strip()]
        return [*found, ("health", "")] if data["health"] else found


class RestrictedForm(forms.Form):
    """The restricted part: written by the specialist, sealed in the vault."""

    text = forms.CharField(label=_("Restricted note"), max_length=4000, widget=_area(5))
