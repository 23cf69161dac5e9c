"""Pages of the house itself: opened links, the language, a running job."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mugur.access import links
from mugur.access.jobs import SEE as SEE_JOB
from mugur.access.models import Job
from mugur.web.limits import limit
from mugur.web.pages import is_fragment, page, public_page

from .middleware import LINK_COOKIE, LINK_MINUTES
from .refusals import sentence


@require_http_methods(["GET", "HEAD", "POST"])
@public_page("opens a link; shows nothing but a button")
def open_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """A neutral page with one button: opening by a mail scanner does nothing."""
    address = request.META.get("REMOTE_ADDR", "")
    limit("link", address, count=30, per=60)
    link = links.find(token, on=request.today)  # type: ignore[attr-defined]
    if link is None:
        limit("link-wrong", address, count=10, per=60)
        return render(request, "site/link_closed.html", status=404)
    if request.method != "POST":
        return render(request, "site/link_open.html", {"language": link.language})
    response = redirect(reverse("link_home"))
    response.set_cookie(
        LINK_COOKIE, signing.dumps(link.pk, salt="link"), max_age=LINK_MINUTES * 60, httponly=True,
        secure=settings.SECURE, samesite="Lax",
    )  # fmt: skip
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, link.language, samesite="Lax", secure=settings.SECURE)
    return response


@require_GET
@public_page("leads the holder of an opened link to its one page")
def link_home(request: HttpRequest) -> HttpResponseBase:
    """The clean address behind a link: leads to the page of its purpose."""
    ticket = request.who.link  # type: ignore[attr-defined]
    if ticket is None:
        return render(request, "site/link_closed.html", status=404)
    return redirect(reverse(links.PURPOSES[ticket.purpose].page))


@require_GET
@page(SEE_JOB, thing="uuid")
def job(request: HttpRequest, work: Job) -> HttpResponse:
    """A running job: how far it is; its report when it has ended."""
    waits = work.state in (Job.State.QUEUED, Job.State.RUNNING)
    response = render(
        request,
        "site/job.html",
        {
            "job": work,
            "waits": waits,
            "refresh_seconds": 5 if waits else None,
            "refused": sentence(work.report.get("code", ""), work.report.get("facts", {})),
        },
    )
    if is_fragment(request) and not waits:
        response.headers["HX-Refresh"] = "true"
    return response
