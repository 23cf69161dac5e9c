"""What this room refuses, in words."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "people.vault_answer": _("Choose one of the offered answers."),
    "people.hold": _("This record is under a legal hold until %(until)s. It cannot be erased before."),
    "people.term": _("The term of this record ends on %(until)s. It is kept until then."),
    "people.hold_own": _("A hold you asked for is confirmed by another person."),
}
