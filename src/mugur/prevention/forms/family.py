"""What a family may send by link: an answer with its signature, words, an objection."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """The family's answer: three equal ways; each asks only for what it needs."""

    answer = forms.ChoiceField(choices=[(k, k) for k in ("agree", "ask", "object")], label=_("Your answer"))
    name = forms.CharField(label=_("Your name, as a signature"), max_length=120, required=False)
    sure = forms.BooleanField(
        label=_("The school and the municipality may see this plan until its last day."), required=False
    )
    question = forms.CharField(
        label=_("What do you want to ask or change?"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    objection = forms.CharField(
        label=_("What do you object to?"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needs = {"agree": ("name", _("Type your name.")), "ask": ("question", _("Write your question.")),
                 "object": ("objection", _("Write what you object to."))}  # fmt: skip
        field, text = needs.get(data.get("answer", ""), ("", ""))
        if field and not data.get(field, "").strip():
            self.add_error(field, text)
        if data.get("answer") == "agree" and not data.get("sure"):
            self.add_error("sure", _("Confirm who may see the plan."))
        return data

    @property
    def words(self) -> str:
        """What the chosen answer says."""
        key = {"agree": "name", "ask": "question", "object": "objection"}[self.cleaned_data["answer"]]
        return str(self.cleaned_data[key])


class WordsForm(forms.Form):
    """The learner's own words, or an objection to what was noticed."""

    words = forms.CharField(label=_("In your own words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
