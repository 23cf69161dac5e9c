"""What may come in about plans: words, goals, measures, decisions, papers. One page, without script."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mugur.lib.money import cents
from mugur.prevention.queries import plan_words
from mugur.prevention.rules import plan as rules

Choices = list[tuple[str, Any]]


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OpenForm(forms.Form):
    """The frame of a new plan: its term and days."""

    term = forms.CharField(
        label=_("Term"), max_length=8, help_text=_("For example 2026-1 for the autumn term of 2026.")
    )
    starts = day_field(_("First day"))
    ends = day_field(_("Last day, with the review"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", _("The last day lies before the first."))
        return data


class WordsForm(forms.Form):
    """What comes before any risk: strengths and own words; and why the plan is needed, in plain words."""

    strengths = forms.CharField(
        label=_("What the learner is good at"), max_length=2000, required=False, widget=_area(3)
    )
    learner_words = forms.CharField(
        label=_("In the learner’s own words"), max_length=2000, required=False, widget=_area(3),
        help_text=_("What the learner said or wrote, as it was said."),
    )  # fmt: skip
    summary = forms.CharField(
        label=_("Why this plan, in plain words"),
        max_length=2000,
        required=False,
        widget=_area(3),
        help_text=_(
            "The family and the learner read this first. Short sentences; what was seen, not what somebody is."
        ),
    )


class GoalForm(forms.Form):
    """One risk with its goal."""

    line = forms.UUIDField(widget=forms.HiddenInput)
    risk = forms.ChoiceField(label=_("Area"), choices=plan_words.choices(plan_words.RISKS))
    risk_text = forms.CharField(label=_("What was seen"), max_length=240, required=False)
    text = forms.CharField(label=_("Goal"), max_length=240)
    baseline = forms.CharField(label=_("Now"), max_length=40, required=False)
    target = forms.CharField(label=_("Wanted"), max_length=40, required=False)
    measured_by = forms.CharField(label=_("Read from"), max_length=40, required=False)
    due = day_field(_("Until"), required=False)
    out = forms.BooleanField(label=_("Take out this goal and its measures"), required=False)


class MeasureForm(forms.Form):
    """One measure under a goal."""

    line = forms.UUIDField(widget=forms.HiddenInput)
    goal = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.ChoiceField(label=_("Measure"))
    detail = forms.CharField(label=_("What exactly"), max_length=160, required=False)
    units = forms.DecimalField(label=_("How much"), min_value=Decimal(0), max_digits=8, decimal_places=2, initial=1)
    money = forms.DecimalField(
        label=_("Money in all"), min_value=Decimal(0), max_digits=9, decimal_places=2, required=False
    )
    provider = forms.ChoiceField(label=_("Who, at the school"), required=False)
    provider_name = forms.CharField(label=_("Who, in words"), max_length=120, required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)
    when = forms.CharField(label=_("When"), max_length=80, required=False)
    starts = day_field(_("From"))
    ends = day_field(_("Until"))
    reason = forms.CharField(label=_("Why, for whoever decides"), max_length=240, required=False)
    paid_elsewhere = forms.CharField(
        label=_("Somebody else already pays for this"),
        max_length=120,
        required=False,
        help_text=_("Who? Else leave it empty."),
    )
    restricted = forms.BooleanField(
        label=_("Restricted reading"),
        required=False,
        help_text=_("Only the case team reads this line; it has no price."),
    )
    out = forms.BooleanField(label=_("Take out"), required=False)

    def __init__(
        self, *args: Any, catalogue: Choices, staff: Choices, groups: Choices, keeper: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", ""), *catalogue]  # type: ignore[attr-defined]
        self.fields["provider"].choices = [("", ""), *staff]  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", ""), *groups]  # type: ignore[attr-defined]
        if not keeper:
            del self.fields["restricted"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", _("The last day lies before the first."))
        if data.get("restricted") and data.get("money"):
            self.add_error("money", _("A line with restricted reading has no price here."))
        return data


Goals = formset_factory(GoalForm, extra=0, max_num=20, validate_max=True, absolute_max=20)
Measures = formset_factory(MeasureForm, extra=0, max_num=60, validate_max=True, absolute_max=60)


class PlanForm:
    """The whole page: words, goals, and each goal's measures; ``add`` asks for one more row."""

    def __init__(
        self, data: QueryDict | None = None, *, initial: Mapping[str, Any] | None = None, options: Mapping[str, Any]
    ) -> None:
        start = initial or {}
        self.words = WordsForm(data, initial=start.get("words"))
        self.goals: BaseFormSet[Any] = Goals(data, initial=start.get("goals"), prefix="g")
        self.measures: BaseFormSet[Any] = Measures(
            data, initial=start.get("measures"), prefix="m", form_kwargs=dict(options)
        )

    def is_valid(self) -> bool:
        """True when everything that stays in the plan can be used."""
        parts = [self.words.is_valid(), self.goals.is_valid(), self.measures.is_valid()]
        return all(parts)

    @property
    def forms(self) -> list[forms.BaseForm]:
        """All forms of the page, for the list of what has to be put right."""
        return [self.words, *self.goals.forms, *self.measures.forms]

    @property
    def blocks(self) -> list[tuple[Any, list[Any]]]:
        """Each goal's form with the forms of its measures."""
        made = []
        for goal in self.goals.forms:
            line = str(goal["line"].value() or "")
            made.append((goal, [m for m in self.measures.forms if str(m["goal"].value() or "") == line]))
        return made

    def goal_lines(self) -> list[rules.GoalLine]:
        """The goals that stay, in their order."""
        kept = [f.cleaned_data for f in self.goals.forms if not f.cleaned_data.get("out")]
        return [
            rules.GoalLine(
                str(d["line"]),
                d["risk"],
                d["text"],
                d["risk_text"],
                d["measured_by"],
                d["baseline"],
                d["target"],
                d["due"],
            )
            for d in kept
        ]

    def measure_lines(self) -> list[rules.MeasureLine]:
        """The measures that stay, under goals that stay."""
        goals = {g.line for g in self.goal_lines()}
        kept = [f.cleaned_data for f in self.measures.forms if not f.cleaned_data.get("out")]
        return [_measure(d) for d in kept if str(d["goal"]) in goals]


def _measure(d: Mapping[str, Any]) -> rules.MeasureLine:
    return rules.MeasureLine(
        line=str(d["line"]),
        goal=str(d["goal"]),
        code=d["code"],
        units=d["units"],
        cents=cents(d["money"] or Decimal(0)),
        starts=d["starts"],
        ends=d["ends"],
        detail=d["detail"],
        provider=d["provider"],
        provider_name=d["provider_name"],
        group=d["group"],
        when=d["when"],
        restricted=bool(d.get("restricted")),
        reason=d["reason"],
        paid_elsewhere=d["paid_elsewhere"],
    )


def with_row(data: QueryDict, add: str, *, starts: date, ends: date) -> QueryDict:
    """The same input with one more empty row: ``goal``, or ``measure-<line of the goal>``."""
    more = data.copy()
    kind, _sep, goal = add.partition("-")
    prefix = "g" if kind == "goal" else "m"
    n = int(more.get(f"{prefix}-TOTAL_FORMS") or 0)
    more[f"{prefix}-TOTAL_FORMS"] = str(n + 1)
    more[f"{prefix}-{n}-line"] = str(uuid.uuid4())
    if prefix == "m":
        more[f"m-{n}-goal"], more[f"m-{n}-units"] = goal, "1"
        more[f"m-{n}-starts"], more[f"m-{n}-ends"] = starts.isoformat(), ends.isoformat()
    else:
        more[f"g-{n}-due"] = ends.isoformat()
    return more


class StopForm(forms.Form):
    """Suspend, resume, close or declare void; all but resuming give a reason."""

    what = forms.ChoiceField(choices=[(k, k) for k in ("suspend", "resume", "close", "void")])
    closure = forms.ChoiceField(label=_("Why it ends"), choices=plan_words.choices(plan_words.CLOSURES), required=False)
    suspend_reason = forms.CharField(label=_("Reason"), max_length=240, required=False)
    close_reason = forms.CharField(label=_("In a sentence"), max_length=240, required=False)
    void_reason = forms.CharField(label=_("Reason"), max_length=240, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        what = data.get("what")
        if what in ("suspend", "void") and not data.get(f"{what}_reason", "").strip():
            self.add_error(f"{what}_reason", _("Give the reason."))
        if what == "close" and not data.get("closure"):
            self.add_error("closure", _("Choose why it ends."))
        return data


class PaperForm(forms.Form):
    """The scan of a signed application."""

    paper = forms.FileField(label=_("Scan of the signed paper"), help_text=_("PDF, JPEG or PNG, at most 15 MB."))
    signer = forms.ChoiceField(label=_("Who signed"))
    signed_on = day_field(_("Signed on"))

    def __init__(self, *args: Any, signers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer"].choices = signers  # type: ignore[attr-defined]


class ReceiverForm(forms.Form):
    """To whom a link goes."""

    receiver = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)
    mail = forms.BooleanField(label=_("Also send it by mail"), required=False)

    def __init__(self, *args: Any, receivers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = receivers  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A sentence that has to be given."""

    reason = forms.CharField(label=_("Reason"), max_length=400, widget=_area(3))


class ObjectionForm(ReasonForm):
    """The head's decision on an objection."""

    decision = forms.ChoiceField(
        label=_("Your decision"), choices=[("keep", _("It stays as it is")), ("withdraw", _("It is withdrawn"))]
    )
