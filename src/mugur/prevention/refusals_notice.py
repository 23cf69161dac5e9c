"""What notice refuses, in words."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "prevention.signal_answered": _("This signal was answered on %(on)s by %(who)s. Your answer was not saved."),
    "prevention.signal_closed": _("This signal is closed: later facts took its ground away."),
    "prevention.answer_unknown": _("Choose one of the three answers."),
    "prevention.no_reason": _("Say why this is not a concern: choose a reason and write a sentence."),
    "prevention.support_missing": _("Name the plan or measure that already answers this."),
    "prevention.first_step_missing": _("Choose a first step."),
    "prevention.sign_unknown": _("“%(sign)s” is not a sign of the observation sheet."),
    "prevention.sheet_empty": _("Choose at least one sign or write a sentence."),
    "prevention.request_empty": _("Write in a sentence what the learner asked for."),
    "prevention.input_protected": _("An indicator may not look at: %(inputs)s."),
    "prevention.looser": _(
        "A school may notice earlier, never later: the programme's cut is %(programme)s, yours would be %(school)s."
    ),
    "prevention.no_programme_cut": _("The programme has no cut in force for this indicator."),
    "prevention.same_cuts": _("These are the programme's own cuts. Nothing was changed."),
    "prevention.cuts": _("A cut is a number from 0 on, and there is at least one."),
    "prevention.cut_order": _(
        "Whoever is at “act” is also at “watch”: watch %(watch)s and act %(act)s contradict each other."
    ),
    "prevention.unknown_formula": _("There is no formula %(formula)s."),
    "prevention.already_in_force": _("These cuts were put into force before. Nothing was changed."),
    "prevention.already_handed": _("This signal was handed to the school coordinator before. Nothing was changed."),
    "prevention.own_cuts": _("Cuts are put into force by another person than the one who proposed them."),
    "prevention.source_missing": _("Name the rule or decision that these cuts rest on."),
    "prevention.version_in_past": _(
        "A version is in force from today or later, so that old signals keep their version."
    ),
}
