"""A page names its right: it fetches its thing through the right, or does not exist for this person."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.vary import vary_on_headers

from mugur.lib.errors import OutOfReach

View = Callable[..., HttpResponseBase]


class PageRight(Protocol):
    """What a page needs of a right; ``mugur.access`` provides it."""

    name: str

    def fetch(self, who: Any, **lookup: Any) -> Any: ...
    def held(self, who: Any) -> bool: ...
    def check_factor(self, who: Any) -> None: ...


def page(right: PageRight, *, thing: str | None = None, lookup: str = "uuid") -> Callable[[View], View]:
    """``thing`` names the URL argument of the page's thing; without one the right must be held at all."""

    def wrap(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            who = request.who  # type: ignore[attr-defined]
            if not who.is_somebody and request.path.startswith("/link/"):
                return redirect("link_home")  # says that the link is closed; families have no account to sign in with
            if not who.is_somebody:
                return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
            if thing is None:
                if not right.held(who):
                    raise OutOfReach("access.out_of_reach")
                right.check_factor(who)
                return view(request, *args, **kwargs)
            found = right.fetch(who, **{lookup: kwargs.pop(thing)})
            return view(request, found, *args, **kwargs)

        made = never_cache(vary_on_headers("HX-Request")(run))
        made.right = right  # type: ignore[attr-defined]
        made.thing = thing  # type: ignore[attr-defined]
        return made

    return wrap


def public_page(reason: str) -> Callable[[View], View]:
    """A page for everybody; the reason stands in the list that a house test reads."""

    def wrap(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        run.public = reason  # type: ignore[attr-defined]
        return run

    return wrap


def is_fragment(request: HttpRequest) -> bool:
    """True when htmx asks for a part of the same page at the same address."""
    return request.headers.get("HX-Request") == "true"
