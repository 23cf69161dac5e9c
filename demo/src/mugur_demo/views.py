"""The page of personas, and the way in as one of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mugur.access import links
from mugur.access.models import Account
from mugur.lib.errors import OutOfReach
from mugur.organisations.queries import who_is
from mugur.people.models import Guardianship, Person
from mugur.prevention.models import SupportPlan
from mugur.web import clock
from mugur.web.pages import public_page

from . import guard
from .generate.names import NAMED
from .load.reference import everywhere
from .personas import BY_KEY, TOWN, Persona
from .waiting import cards

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
GIVER = "class_teacher"


@lru_cache(maxsize=1)
def _is_a_demonstration() -> bool:
    """Looked at once in a process: mode, database and everybody in it."""
    guard.refuse_wrong_database()
    return True


def _only_here() -> None:
    if settings.MUGUR_MODE != "demo" or not _is_a_demonstration():
        raise OutOfReach("access.out_of_reach")


@require_safe
@never_cache
@public_page("the personas of a demonstration; exists in demonstrations only")
def personas(request: HttpRequest) -> HttpResponseBase:
    """Who one can be, and what waits for each today."""
    _only_here()
    return render(request, "mugur_demo/personas.html", {"cards": cards(request.today)})  # type: ignore[attr-defined]


@require_POST
@never_cache
@public_page("enters as a persona of a demonstration; exists in demonstrations only")
def enter(request: HttpRequest, key: str) -> HttpResponseBase:
    """Signs in as the persona; a persona outside gets a fresh link and goes on from there."""
    _only_here()
    persona = BY_KEY.get(key)
    if persona is None:
        raise OutOfReach("access.out_of_reach")
    if persona.link:
        logout(request)
        return redirect(reverse("open_link", args=[_link(persona, request)]))
    account = Account.objects.filter(email=persona.email, synthetic=True, is_active=True).first()
    if account is None:
        raise OutOfReach("access.out_of_reach")
    login(request, account, backend=BACKEND)
    request.session["account_authentication_methods"] = [{"method": "demo", "at": int(clock.seconds())}]
    return redirect(reverse(persona.start) + persona.query)


def _link(persona: Persona, request: HttpRequest) -> str:
    """A fresh link of the class teacher to the newest plan of the learner; its token."""
    on: Any = request.today  # type: ignore[attr-defined]
    giver = Account.objects.get(email=BY_KEY[GIVER].email)
    with everywhere(on):
        given, family, _sex = NAMED[persona.learner]
        person = Person.objects.get(
            home_path__startswith=TOWN,
            kind="learner",
            given_name=given,
            family_name=family,
            source_id__startswith="DEMO-L-0",
        )
        plan = SupportPlan.objects.filter(person=person).latest("number")
        own = persona.link == "learner.plan"
        first = Guardianship.objects.filter(person=person).order_by("id").values_list("guardian_id", flat=True).first()
        _made, token = links.issue(
            links.PURPOSES[persona.link], person_id=person.pk, org_path=person.home_path, subject=plan.uuid,
            language="lv", by=who_is(giver, on=on, aal=2), on=on, recipient_id=person.pk if own else first,
        )  # fmt: skip
    return token


for _view in (personas, enter):
    # Each persona is asked in a scope of its own, so the page itself stands in none.
    _view.unscoped = True  # type: ignore[attr-defined]
