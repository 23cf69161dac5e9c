"""Sign-in: invited accounts only, a second factor for all staff, seeds encrypted at rest."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authenticator_added
from django import forms
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mugur.access import chain
from mugur.access.crypt import seal, unseal
from mugur.access.models import Account
from mugur.lib.errors import OutOfReach
from mugur.web import clock
from mugur.web.limits import limit
from mugur.web.pages import public_page

INVITED = "mugur_invited"
INVITE_DAYS = 7
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """No public sign-up: accounts are invited by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds and recovery codes are sealed with a key outside the database."""

    def encrypt(self, text: str) -> str:
        kid, sealed = seal("vault_kek", text.encode(), bound_to="mfa")
        return f"{kid}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        kid, _, body = encrypted_text.partition(":")
        return unseal("vault_kek", kid, base64.b64decode(body), bound_to="mfa").decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Mugur"}


def may_add_factor(request: HttpRequest) -> bool:
    """A first factor is set up in the sitting of the invitation; later ones need an existing factor."""
    methods = request.session.get("account_authentication_methods", [])
    return bool(request.session.get(INVITED)) or any(m.get("method") in ("mfa", "demo") for m in methods)


def _factor_added(request: HttpRequest, user: Account, **_: Any) -> None:
    """The person has just shown the factor: the sitting counts as signed in with it."""
    record_authentication(request, user, method="mfa", reauthenticated=True)
    request.session.pop(INVITED, None)
    chain.write(
        chain.Entry(
            event="access.factor.added", day=clock.today(), actor=f"account:{user.pk}", account_id=user.pk,
            thing="access.account", thing_uuid=user.uuid,
        )
    )  # fmt: skip


authenticator_added.connect(_factor_added, dispatch_uid="mugur.factor")


def invitation(account: Account) -> str:
    """The path of an account's invitation; setting the password ends it."""
    mark = account.password[-12:] if account.has_usable_password() else ""
    return reverse("invite", args=[signing.dumps([account.pk, mark], salt="invite")])


def _invited(token: str) -> Account:
    try:
        pk, mark = signing.loads(token, salt="invite", max_age=INVITE_DAYS * 86_400)
    except signing.BadSignature:
        raise OutOfReach("access.out_of_reach") from None
    account = Account.objects.filter(pk=pk, is_active=True).first()
    if account is None or mark != (account.password[-12:] if account.has_usable_password() else ""):
        raise OutOfReach("access.out_of_reach")
    return account


class Password(SetPasswordForm):
    """The first password, twice."""

    new_password1 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    new_password2 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = SetPasswordForm.base_fields
        for name in ("new_password1", "new_password2"):
            self.fields[name].label = labels[name].label


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_page("an invited person sets the first password")
def invite(request: HttpRequest, token: str) -> HttpResponseBase:
    """The invitation: password, then the second factor, in one sitting."""
    limit("invite", request.META.get("REMOTE_ADDR", ""), count=20, per=60)
    account = _invited(token)
    form = Password(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        login(request, account, backend=BACKEND)
        request.session[INVITED] = True
        record_authentication(request, account, method="password", reauthenticated=True)
        return redirect("factor")
    status = 422 if request.method == "POST" else 200
    return render(request, "site/invite.html", {"form": form}, status=status)


@require_safe
@never_cache
@public_page("tells a signed-in person without second factor what to do")
def factor(request: HttpRequest) -> HttpResponseBase:
    """Where an account without a second factor stands."""
    return render(request, "site/factor.html", {"invited": bool(request.session.get(INVITED))})
