"""What this room refuses, in words."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "fund.load": _("Only the administrator of the platform brings in programmes."),
}
