"""The page of personas, and the way in as one of them."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mugur.access.models import Account
from mugur.lib.errors import OutOfReach
from mugur.web import clock
from mugur.web.pages import public_page

from .personas import BY_KEY, PERSONAS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
@never_cache
@public_page("the personas of a demonstration; exists in demonstrations only")
def personas(request: HttpRequest) -> HttpResponseBase:
    """Who one can be, and what waits for each today."""
    return render(request, "mugur_demo/personas.html", {"personas": PERSONAS})


@require_POST
@never_cache
@public_page("enters as a persona of a demonstration; exists in demonstrations only")
def enter(request: HttpRequest, key: str) -> HttpResponseBase:
    """Signs in as the persona; a persona outside gets a fresh link instead."""
    persona = BY_KEY.get(key)
    account = Account.objects.filter(email=persona.email, synthetic=True).first() if persona else None
    if persona is None or account is None:
        raise OutOfReach("access.out_of_reach")
    login(request, account, backend=BACKEND)
    request.session["account_authentication_methods"] = [{"method": "demo", "at": int(clock.seconds())}]
    return redirect("/work/")
