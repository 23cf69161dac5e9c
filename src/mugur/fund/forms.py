"""The search form of the published list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .queries.listing import Asked, Choices

Pairs = tuple[tuple[str, str], ...]


class Search(forms.Form):
    """Words and four choices; an unknown choice finds everything, so that old addresses still answer."""

    q = forms.CharField(label=_("Words, code or body"), required=False, max_length=80)
    country = forms.ChoiceField(label=_("Country"), required=False)
    fund = forms.ChoiceField(label=_("Fund"), required=False)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("country", choices.countries)
        self._offer("fund", choices.funds)
        self._offer("programme", choices.programmes)
        self._offer("state", choices.states)

    def _offer(self, name: str, pairs: Pairs) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *pairs]

    def asked(self) -> Asked:
        """What was asked for; fields that do not fit are left out."""
        self.is_valid()
        given = self.cleaned_data
        return Asked(
            words=given.get("q", ""), country=given.get("country", ""), fund=given.get("fund", ""),
            programme=given.get("programme", ""), state=given.get("state", ""),
        )  # fmt: skip
