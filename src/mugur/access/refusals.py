"""What the kernel refuses, in words."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "access.out_of_reach": _("This page does not exist, or it is not open to you."),
    "access.no_right": _("You can see this, but you may not do that. Ask the person responsible at your organisation."),
    "access.second_factor": _("This needs your second factor. Sign in again with your code or passkey."),
    "access.link_purpose": _("This link was made for another step."),
    "access.link_spent": _("This link has already been used. Ask for a new one if something has changed."),
    "access.changed_meanwhile": _(
        "Somebody else changed this while you were reading. Look at it again; nothing of yours was saved."
    ),
    "access.too_many": _("Too many attempts. Try again in %(seconds)s seconds."),
    "access.bad_request": _("The form was not complete. Go back, reload the page and try again; nothing was saved."),
    "access.unexpected": _(
        "Something went wrong on our side. Nothing was saved. Tell the reference to your coordinator."
    ),
}
