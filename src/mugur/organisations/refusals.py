"""What this room refuses, in words."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "organisations.code": _("“%(code)s” cannot be part of a path: use small letters and digits."),
    "organisations.taken": _("The code “%(code)s” is already used under this body. Choose another."),
    "organisations.role": _("There is no role “%(role)s”."),
    "organisations.own_role": _("You cannot give a role to yourself. Ask another administrator."),
    "organisations.special_role": _("This role is given by the administrator of the platform."),
    "organisations.already_ended": _("This role has already ended."),
}
