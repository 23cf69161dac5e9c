"""Words for the codes of published records. Labels of codes are our own short wording, not the law's."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from .rules.state import State

Text = str | Promise

STATES: dict[State, tuple[Text, str]] = {
    State.ANNOUNCED: (pgettext_lazy("operation", "Announced"), "info"),
    State.RUNNING: (pgettext_lazy("operation", "Running"), "success"),
    State.FOLLOW_UP: (pgettext_lazy("operation", "Follow-up open"), "info"),
    State.EVALUATION: (pgettext_lazy("operation", "Evaluation open"), "info"),
    State.ENDED: (pgettext_lazy("operation", "Ended"), "neutral"),
    State.UNDATED: (pgettext_lazy("operation", "No dates in the published record"), "neutral"),
}
PARTS: dict[str, Text] = {
    "programme": pgettext_lazy("part of a code", "programme"),
    "call": pgettext_lazy("part of a code", "call"),
    "priority": pgettext_lazy("part of a code", "priority"),
    "policy_objective": pgettext_lazy("part of a code", "policy objective"),
    "specific_objective": pgettext_lazy("part of a code", "specific objective"),
    "action": pgettext_lazy("part of a code", "action"),
    "operation": pgettext_lazy("part of a code", "operation"),
    "measure": pgettext_lazy("part of a code", "specific objective and measure"),
    "year": pgettext_lazy("part of a code", "year of the call"),
    "selection": pgettext_lazy("part of a code", "kind of selection"),
}
OBJECTIVES: dict[str, Text] = {
    "ESO4.1": _("Access to employment"),
    "ESO4.2": _("Labour-market institutions and services"),
    "ESO4.3": _("Gender balance on the labour market"),
    "ESO4.4": _("Adaptation of workers and enterprises to change"),
    "ESO4.5": _("Quality and labour-market relevance of education"),
    "ESO4.6": _("Equal access to education and training"),
    "ESO4.7": _("Lifelong learning"),
    "ESO4.8": _("Active inclusion"),
    "OP4": _("A more social Europe"),
}
MODES: dict[str, Text] = {
    "individual": _("Recorded one by one; only counts are published"),
    "target_group_estimate": _("Estimated for the target group"),
    "none": _("None, by design: the operation works with organisations and headcounts"),
}
ROLES: dict[str, Text] = {
    "lead": pgettext_lazy("part in an operation", "Leads"),
    "partner": pgettext_lazy("part in an operation", "Partner"),
    "school": pgettext_lazy("part in an operation", "School and pilot centre"),
    "member": pgettext_lazy("part in an operation", "Member"),
}
NOTES: dict[str, Text] = {
    "cci_truncated": _(
        "The programme's CCI “%(cci)s” has %(length)s of the usual 15 characters. It stands here as it was published."
    ),
    "cci_form": _("The programme's CCI “%(cci)s” does not have the usual form. It stands here as it was published."),
    "cci_country": _("The CCI “%(cci)s” names another country than the record."),
    "code_objective": _(
        "The code “%(code)s” names another specific objective than the record, which says %(objective)s."
    ),
    "owner_number": _("The check digit of the owner's number %(number)s is wrong."),
    "intervention_unknown": _("Type of intervention %(code)s is not in the list of its period."),
    "intervention_other_fund": _("Type of intervention %(code)s is unusual for this fund."),
    "intervention_sparse": _(
        "Type of intervention %(code)s is named after the outermost regions. The sparsely populated regions of the "
        "north use it too: the name misleads, the code is no mistake."
    ),
    "no_participants": _(
        "The record says 0 participants. That is no gap: this operation changes how organisations work together and "
        "records nobody."
    ),
    "zero_participants": _("The record says 0 participants although participants are recorded one by one."),
    "above_short_project": _(
        "The record names %(participants)s learners. A short-term mobility project takes at most %(cap)s; which kind "
        "of project this is does not stand in the record."
    ),
    "outside_window": _("A date lies outside the period of eligible spending, %(first)s to %(last)s."),
    "sum": _("The published parts do not add up to the published total."),
    "rate": _("The published rate %(rate)s does not fit the published amounts, which give %(computed)s."),
}
UNKNOWN: dict[str, Text] = {
    "amount": _("Amount of this operation"),
    "code": _("Code"),
    "starts": _("Start"),
    "ends": _("End"),
    "owner": _("Beneficiary"),
    "partners": _("Partners"),
    "eu_share": _("Share of the Union"),
    "participants": _("Participants of this operation"),
}
INDICATORS: dict[str, Text] = {
    "EECO01": _("Participants"),
    "EECR03": _("Gained a qualification upon leaving"),
    "EECR04": _("In work within four weeks of leaving"),
    "EECO18": _("Public bodies supported"),
    "EECO19": _("Small and medium enterprises supported"),
}
THEMES: dict[str, Text] = {"06": _("Secondary theme: child poverty")}

#: Where the records of the package were published; the sentences stand in the data as they are here.
SOURCES = (
    gettext_noop("Published description of operation 8.3.4.0/16/I/001"),
    gettext_noop("Announcement of the start of the five operations, 6 December 2024"),
    gettext_noop("Published description of the mobility project"),
    gettext_noop("Published description of the knowledge-cluster network"),
    gettext_noop("Swedish project bank, record 23-051-S01"),
)


def note_text(rule: str, facts: dict[str, Any]) -> str:
    """The sentence of a note in the reader's language."""
    text = NOTES.get(rule)
    return str(text) % facts if text is not None else rule
