"""What may come in about what was noticed: an answer, a handing on, a sheet, a request, stricter cuts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mugur.prevention.queries import notice_words as words


def _choices(known: dict[str, Any]) -> list[tuple[str, Any]]:
    return [("", ""), *known.items()]


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AnswerForm(forms.Form):
    """One of three answers with its own fields; nothing is chosen beforehand."""

    answer = forms.ChoiceField(
        label=_("Your answer"), choices=list(words.ANSWERS.items()), widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers.")},
    )  # fmt: skip
    first_step = forms.ChoiceField(
        label=_("First step"),
        choices=_choices(words.FIRST_STEPS),
        error_messages={"required": _("Choose a first step.")},
    )
    reason_code = forms.ChoiceField(
        label=_("Reason"), choices=_choices(words.REASONS), error_messages={"required": _("Choose a reason.")}
    )
    reason = forms.CharField(
        label=_("In your words"), max_length=1000, widget=_area(),
        error_messages={"required": _("Write a sentence, so that the next person understands.")},
    )  # fmt: skip
    measure = forms.ChoiceField(label=_("What supports already"), required=False)
    supported_by = forms.CharField(
        label=_("Something else, in a few words"), max_length=80,
        error_messages={"required": _("Name the plan or measure that answers it.")},
    )  # fmt: skip

    #: What each answer asks for; nothing is asked of the others.
    OWN = {"concern": ("first_step",), "not_a_concern": ("reason_code", "reason"), "supported": ("supported_by",)}
    use_required_attribute = False

    def __init__(self, *args: Any, measures: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [("", ""), *((name[:80], name) for name in measures)]  # type: ignore[attr-defined]
        self.measures = list(measures)
        self._ask(None)

    def full_clean(self) -> None:
        """Only the fields of the chosen answer are looked at; all are shown as needed where they stand."""
        self._ask(str(self.data.get("answer", "")))
        super().full_clean()
        self._ask(None)

    def _ask(self, answer: str | None) -> None:
        wanted = {name for own, names in self.OWN.items() for name in names if answer in (None, own)}
        other = bool(self.data.get("measure")) if answer else bool(self.measures)
        for names in self.OWN.values():
            for name in names:
                self.fields[name].required = name in wanted and not (name == "supported_by" and other)

    def given(self) -> dict[str, str]:
        """The answer with the fields that belong to it and no others."""
        data = self.cleaned_data
        own = {
            "concern": {"first_step": data["first_step"]},
            "not_a_concern": {"reason_code": data["reason_code"], "reason": data["reason"]},
            "supported": {"supported_by": data["measure"] or data["supported_by"]},
        }  # fmt: skip
        return {"answer": data["answer"], **own[data["answer"]]}


class HandOnForm(forms.Form):
    """Why somebody else has to answer."""

    text = forms.CharField(
        label=_("Why the school coordinator should answer"), max_length=400, required=False, widget=_area(2)
    )


class ObserveForm(forms.Form):
    """Signs that need no data system, and a sentence."""

    signs = forms.MultipleChoiceField(
        label=_("What did you notice?"), choices=list(words.SIGNS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    text = forms.CharField(
        label=_("In a sentence"), max_length=400, required=False, widget=_area(),
        help_text=_("What you saw, not what somebody is. Health and family stay with the specialist."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("signs") and not (data.get("text") or "").strip():
            self.add_error("signs", _("Choose at least one sign or write a sentence."))
        return data


class RequestForm(forms.Form):
    """What the learner asked for, in the learner's words."""

    text = forms.CharField(
        label=_("What the learner asked for"), max_length=400, widget=_area(),
        help_text=_("In the learner’s own words. Somebody answers within four days."),
    )  # fmt: skip


class TightenForm(forms.Form):
    """A school's own cuts: earlier than the programme's, never later."""

    path = forms.ChoiceField(label=_("For which school"))
    watch = forms.DecimalField(label=_("Watch"), max_digits=8, decimal_places=2, min_value=0, required=False)
    act = forms.DecimalField(label=_("Act"), max_digits=8, decimal_places=2, min_value=0, required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, schools: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["path"].choices = list(schools)  # type: ignore[attr-defined]
        if len(schools) == 1:
            self.fields["path"].initial = schools[0][0]
            self.fields["path"].widget = forms.HiddenInput()
        for level in ("watch", "act"):
            self.fields[level].required = self.initial.get(level) is not None
            self.fields[level].error_messages["required"] = _("Give a value: the programme has one too.")
