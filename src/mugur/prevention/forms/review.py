"""What may come in from a review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from mugur.prevention.actions.review import Held, Judged
from mugur.prevention.models import Goal
from mugur.prevention.queries import plan_words

WITH = (
    ("learner", _("the learner")), ("guardian", _("a guardian")), ("class_teacher", _("the class teacher")),
    ("specialist", _("the social pedagogue or psychologist")), ("head", _("the head")), ("other", _("somebody else")),
)  # fmt: skip


class ReviewForm(forms.Form):
    """A review: with whom, the views first, each goal's result, the level, the decision."""

    with_whom = forms.MultipleChoiceField(label=_("With whom"), choices=WITH, widget=forms.CheckboxSelectMultiple)
    learner_view = forms.CharField(
        label=_("How the learner sees it"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    guardian_view = forms.CharField(
        label=_("How the guardian sees it"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    summary = forms.CharField(
        label=_("What worked, what did not"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    risk_before = forms.ChoiceField(label=_("Before the plan"), choices=plan_words.choices(plan_words.LEVELS))
    risk_after = forms.ChoiceField(label=_("Now"), choices=[("", ""), *plan_words.choices(plan_words.LEVELS)])
    decision = forms.ChoiceField(
        label=_("What happens next"), choices=plan_words.choices(plan_words.DECISIONS), widget=forms.RadioSelect
    )
    closure = forms.ChoiceField(
        label=_("If it closes: why"), required=False, choices=[("", ""), *plan_words.choices(plan_words.CLOSURES)]
    )

    def __init__(self, *args: Any, goals: Sequence[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = list(goals)
        for goal in self.goals:
            key = goal.line.hex
            self.fields[f"result_{key}"] = forms.ChoiceField(
                label=_("Result"), choices=plan_words.choices(plan_words.RESULTS), widget=forms.RadioSelect
            )
            self.fields[f"value_{key}"] = forms.CharField(label=_("Value now"), max_length=40, required=False)
            self.fields[f"comment_{key}"] = forms.CharField(label=_("In a sentence"), max_length=240, required=False)

    @property
    def rows(self) -> list[tuple[Goal, Any, Any, Any]]:
        """Each goal with its three fields."""
        return [(g, *(self[f"{name}_{g.line.hex}"] for name in ("result", "value", "comment"))) for g in self.goals]

    def held(self) -> Held:
        """What was said and decided."""
        d = self.cleaned_data
        judged = [
            Judged(
                UUID(hex=g.line.hex), d[f"result_{g.line.hex}"], d[f"value_{g.line.hex}"], d[f"comment_{g.line.hex}"]
            )
            for g in self.goals
        ]
        return Held(
            d["with_whom"], d["risk_before"], d["risk_after"], d["decision"], judged, d["learner_view"],
            d["guardian_view"], d["summary"], d["closure"],
        )  # fmt: skip
