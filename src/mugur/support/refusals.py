"""What this room refuses, in words."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "support.same_hour": _(
        "A learner of this list already has support recorded in this hour (%(when)s). Nothing was saved:"
        " nobody is supported twice in the same hour."
    ),
    "support.recorded": _("This session is already recorded. Correct single lines, or take it back first."),
    "support.not_yet": _("This session is on a later day. It can be recorded on its day."),
    "support.nobody": _("There is nobody in this session to record."),
    "support.reason_needed": _("More than ten minutes have passed. A correction now needs its reason."),
    "support.nothing_to_take_back": _("Nothing of this session is recorded, so nothing can be taken back."),
    "support.line_gone": _("This line was already corrected. Open the session again to see how it stands."),
    "support.minutes": _("A session lasts between 5 minutes and 12 hours."),
    "support.measure_ended": _("This measure is not in the catalogue on that day."),
    "support.needs_session": _("This measure is given in sessions: record it with its time and who was there."),
}
