"""What this room refuses, in words."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "statistics.other_country": _("These figures name a place outside the country they are brought in for."),
    "statistics.sum": _("The total of %(place)s is not the sum of its parts in the column “%(step)s”."),
}
