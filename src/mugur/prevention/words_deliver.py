"""Why support given does not count, and what can be done about it, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Why a line does not count: the code in the ledger and the sentence beside the name.
WHY_NOT: dict[str, Promise] = {
    "no_plan": _("No plan yet. Noted, cannot be counted."),
    "not_in_plan": _("Not in the plan. Noted, cannot be counted."),
    "not_approved": _("Plan not approved yet. Noted, cannot be counted."),
    "suspended": _("Plan suspended. Noted, cannot be counted."),
    "outside": _("Outside the time the plan says. Noted, cannot be counted."),
    "used_up": _("Everything planned is used. Noted, cannot be counted."),
}
#: What to do about it, for whoever asks why.
EXPLAINS: dict[str, Promise] = {
    "no_plan": _("Support is counted under a plan. The class teacher can start one; what is noted here stays noted."),
    "not_in_plan": _("The plan in force does not hold this measure. A new version of the plan can add it."),
    "not_approved": _(
        "The plan with this measure waits for its approval. From the day it is approved, support counts;"
        " what was given before stays noted and is not paid."
    ),
    "suspended": _("The plan rests at present. When it goes on, support counts again."),
    "outside": _("The plan says from when to when this measure runs, and this day lies outside."),
    "used_up": _("All units the plan holds are given. A new version of the plan can add more."),
}
