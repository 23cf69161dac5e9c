"""Every request: who is it, what may be reached, what was read, what was refused."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.template.response import SimpleTemplateResponse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.http import escape_leading_slashes

from mugur.access import links, reads
from mugur.access.reach import NOWHERE, scope
from mugur.access.who import Who
from mugur.lib.errors import BadInput, NoRight, OutOfReach, Refusal
from mugur.organisations.queries import who_is
from mugur.web import clock
from mugur.web.limits import limit

from .refusals import sentence
from .signin import may_add_factor

log = structlog.get_logger("mugur")
LINK_COOKIE = "mugur_link"
LINK_PREFIX = "/link/"
LINK_MINUTES = 60
TWELVE_HOURS = 12 * 3600

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "manifest-src 'self'; worker-src 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Headers:
    """The same headers on every answer; nothing but public pages may be indexed or kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        policy = CSP if settings.DEBUG or not request.is_secure() else CSP + "; upgrade-insecure-requests"
        response.headers.setdefault("Content-Security-Policy", policy)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        private = request.path.startswith((LINK_PREFIX, "/l/", "/invite/"))
        response.headers.setdefault("Referrer-Policy", "strict-origin" if private else "same-origin")
        if private or not getattr(request, "is_public", False):
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
            patch_cache_control(response, no_store=True, private=True)
        return response


class Language:
    """``?language=lv`` chooses the visitor's language for a year and leads back to the plain address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.GET.get("language", "")
        if request.method != "GET" or chosen not in dict(settings.LANGUAGES):
            return self.get_response(request)
        rest = request.GET.copy()
        rest.pop("language")
        response = HttpResponseRedirect(escape_leading_slashes(request.path) + (f"?{rest.urlencode()}" if rest else ""))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax", secure=settings.SECURE
        )
        return response


def _aal(request: HttpRequest) -> int:
    methods = request.session.get("account_authentication_methods", [])
    return 2 if any(m.get("method") in ("mfa", "demo") for m in methods) else 1


def resolve(request: HttpRequest) -> Who:
    """The actor of this request: the holder of an opened link, a signed-in account, or nobody."""
    on = clock.today()
    if request.path.startswith(LINK_PREFIX):
        try:
            link_id = signing.loads(request.COOKIES.get(LINK_COOKIE, ""), salt="link", max_age=LINK_MINUTES * 60)
        except signing.BadSignature:
            return Who(on=on)
        link = links.by_id(int(link_id), on=on)
        return Who(on=on, link=links.ticket(link)) if link else Who(on=on)
    user = request.user
    if not user.is_authenticated:
        return Who(on=on)
    return who_is(user, on=on, aal=_aal(request))  # type: ignore[arg-type]


class ReachOfRequest:
    """Opens the scope around the view, writes the reads, and turns refusals into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("a NUL in the address")
        request.today = clock.today()  # type: ignore[attr-defined]
        request.who = resolve(request)  # type: ignore[attr-defined]
        # Moments are told in the time of the place, days are the clock's own.
        with timezone.override(ZoneInfo(settings.MUGUR_ZONE)):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        request.is_public = bool(getattr(view, "public", ""))  # type: ignore[attr-defined]
        who, on = request.who, request.today  # type: ignore[attr-defined]
        if (gate := self._gate(request, view, who)) is not None:
            return gate
        if getattr(view, "unscoped", False) or view.__module__.startswith("allauth"):
            return None
        right = getattr(getattr(view, "right", None), "name", "") or view.__module__
        seen = reads.Reads(who, right)
        token = reads.CURRENT.set(seen)
        try:
            if who.account_id:
                limit("signed-in", who.label, count=300, per=60)
            with scope(who.reach if who.is_somebody else NOWHERE, on=on):
                response = self._render(view(request, *args, **kwargs))
                if response.status_code < 500:
                    reads.flush(seen, on=on)
                return response
        except Refusal as refusal:
            return self._refused(request, refusal, right)
        finally:
            reads.CURRENT.reset(token)

    @staticmethod
    def _gate(request: HttpRequest, view: Any, who: Who) -> HttpResponseBase | None:
        """One gate for every way in: no page of staff opens without a second factor."""
        if who.account_id and who.aal < 2 and getattr(view, "right", None) is not None:
            return redirect("factor")
        if view.__module__.startswith("allauth.mfa") and request.resolver_match is not None:
            adding = request.resolver_match.url_name in ("mfa_activate_totp", "mfa_add_webauthn")
            if adding and not may_add_factor(request):
                return redirect("factor")
        if who.account_id and clock.seconds() - request.session.setdefault("began", clock.seconds()) > TWELVE_HOURS:
            request.session.flush()
            return redirect("account_login")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Refusals from views without a scope: the sign-in library's."""
        return self._refused(request, exception, "sign-in") if isinstance(exception, Refusal) else None

    @staticmethod
    def _render(response: HttpResponseBase) -> HttpResponseBase:
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            return response.render()
        return response

    @staticmethod
    def _refused(request: HttpRequest, refusal: Refusal, page: str) -> HttpResponse:
        who, on = request.who, request.today  # type: ignore[attr-defined]
        if isinstance(refusal, NoRight) or (isinstance(refusal, OutOfReach) and who.account_id):
            with scope(NOWHERE, on=on):
                reads.denied(who, code=refusal.code, right=refusal.facts.get("right", ""), page=page, on=on)
        with scope(who.reach if who.is_somebody else NOWHERE, on=on):  # the navigation asks what the reader may open
            return refusal_page(request, refusal)


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal: the sentence, what to do, and the findings if there are any."""
    context = {
        "status": refusal.status,
        "text": sentence(refusal.code, refusal.facts),
        "code": refusal.code,
        "findings": refusal.findings if isinstance(refusal, BadInput) else (),
        "back_url": "" if refusal.status == 404 else request.path,
    }
    response = render(request, "web/refusal.html", context, status=refusal.status)
    if seconds := refusal.facts.get("seconds"):
        response.headers["Retry-After"] = str(seconds)
    return response


def reference() -> str:
    """A short number that a person can tell and the log has."""
    return secrets.token_hex(4).upper()


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Unknown addresses answer exactly as things out of reach do."""
    return refusal_page(request, OutOfReach("access.out_of_reach"))


def unexpected(request: HttpRequest) -> HttpResponse:
    """A fault on our side: a static page with a reference; the rest is in the log, without values."""
    mark = reference()
    log.exception("unexpected", reference=mark, path_name=getattr(request.resolver_match, "view_name", ""))
    body = get_template("site/fault.html").render({"reference": mark, "text": sentence("access.unexpected", {})})
    return HttpResponse(body, status=500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal_page(request, Refusal("access.bad_request"))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, or from another site."""
    with translation.override(translation.get_language()):
        return refusal_page(request, NoRight("access.bad_request"))
