"""What this room refuses, in words."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "people.vault_answer": _("Choose one of the offered answers."),
    "people.hold": _("This record is under a legal hold until %(until)s. It cannot be erased before."),
    "people.term": _("The term of this record ends on %(until)s. It is kept until then."),
    "people.import_source": _("There is no body at %(source)s."),
    "people.import_which_source": _("Say which body sends this file, for example --source lv.aiz."),
    "people.import_running": _("Another import of this body is running. Wait until it has ended."),
    "people.import_file_gone": _("The file is no longer kept. Send it again."),
    "people.import_state": _("This import has gone on in the meantime. Look at it again."),
    "people.import_answer": _("Choose one of the offered answers."),
    "people.import_stopped": _("The import is stopped. Somebody has to confirm that the file counts."),
    "people.missing_decided": _("Somebody has said already what became of this learner."),
    "people.missing_day": _("The last day lies before the first one, %(starts)s."),
    "people.import_kind": _("Mugur does not know this kind of file."),
    "people.hold_own": _("A hold you asked for is confirmed by another person."),
}
