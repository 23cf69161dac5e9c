"""Forms of imports: send a file, correct a cell, say what became of a learner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mugur.lib.tables.delimited import ENCODINGS
from mugur.organisations.models import Organisation

MEGABYTE = 1024 * 1024
LARGEST = 100 * MEGABYTE
ENDINGS = (".zip", ".csv", ".tsv", ".txt", ".tab", ".xlsx", ".json")
KINDS = (
    ("roster", _("Roster: schools, classes, people")),
    ("attendance", _("Attendance")),
    ("marks", _("Marks")),
    ("incidents", _("Incidents")),
)
REASONS = (
    ("", _("Not known")),
    ("completed", _("Finished here")),
    ("left_early", _("Left without finishing")),
    ("abroad", _("Went abroad")),
    ("other", _("Another reason")),
)


class SendForm(forms.Form):
    """A file, what it is, and whose it is."""

    source = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Whose file is it?"), to_field_name="uuid", empty_label=None
    )
    kind = forms.ChoiceField(label=_("What is in it?"), choices=KINDS)
    file = forms.FileField(
        label=_("File"), max_length=200, widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_("CSV, XLSX, JSON or a ZIP of them, up to 100 MB. Nothing is written before you decide."),
        error_messages={"required": _("choose a file"), "empty": _("the file is empty")},
    )  # fmt: skip

    def __init__(self, sources: list[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in sources]).order_by("path")
        if len(sources) == 1:
            field.widget = forms.HiddenInput()
            field.initial = sources[0].uuid

    def clean_file(self) -> UploadedFile:
        """The file, when its ending and its size are such as we read."""
        file: UploadedFile = self.cleaned_data["file"]
        if not (file.name or "").lower().endswith(ENDINGS):
            raise forms.ValidationError(_("this is no CSV, XLSX, JSON or ZIP"))
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("the file is larger than 100 MB; let it come in by the command line"))
        return file


class CellForm(forms.Form):
    """One cell and what is to stand in it."""

    finding = forms.IntegerField()
    value = forms.CharField(max_length=200, label=_("Correct value"), error_messages={"required": _("write the value")})


class EncodingForm(forms.Form):
    """How the letters of the file are to be read."""

    encoding = forms.ChoiceField(choices=[(name, name) for name in ENCODINGS], label=_("Encoding"))


class MissingForm(forms.Form):
    """What became of a learner."""

    decision = forms.ChoiceField(
        choices=(("here", _("Still here")), ("moved", _("Went to another school")), ("left", _("Left"))),
        label=_("What became of this learner?"), error_messages={"required": _("choose one")},
    )  # fmt: skip
    left_on = forms.DateField(required=False, label=_("Last day here"), widget=forms.DateInput(attrs={"type": "date"}))
    moved_on = forms.DateField(required=False, label=_("Last day here"), widget=forms.DateInput(attrs={"type": "date"}))
    school = forms.CharField(required=False, max_length=120, label=_("Which school?"))
    reason = forms.ChoiceField(choices=REASONS, required=False, label=_("Reason"))
    destination = forms.CharField(required=False, max_length=120, label=_("Where to?"))

    def clean(self) -> dict[str, Any]:
        """A learner who went has a last day; one who moved has a school."""
        data = super().clean() or {}
        decision = data.get("decision")
        if decision == "left" and not data.get("left_on"):
            self.add_error("left_on", _("say the last day"))
        if decision == "moved" and not data.get("moved_on"):
            self.add_error("moved_on", _("say the last day"))
        return data

    def answer(self) -> dict[str, Any]:
        """The arguments of the action."""
        data = self.cleaned_data
        if data["decision"] == "moved":
            return {"decision": "moved", "left_on": data["moved_on"], "reason": "moved", "destination": data["school"]}
        if data["decision"] == "left":
            return {"decision": "left", "left_on": data["left_on"], "reason": data["reason"] or "unknown",
                    "destination": data["destination"]}  # fmt: skip
        return {"decision": "here"}
