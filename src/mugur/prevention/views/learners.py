"""The list of learners. The search is sent in the body, so that no name stands in an address."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from mugur.prevention.access import notice as access
from mugur.prevention.queries import learners as queries
from mugur.web.limits import limit
from mugur.web.pages import page


@require_http_methods(["GET", "POST"])
@page(access.LEARNERS)
def learners(request: HttpRequest) -> HttpResponse:
    """A page of learners, or those whose family name begins with what was written."""
    if request.method == "POST":
        limit("search", request.who.label, count=30, per=60)  # type: ignore[attr-defined]
    shape = queries.learners_page(
        request.who, on=request.today, query=request.POST.get("q", "").replace("\x00", "")[:80],  # type: ignore[attr-defined]
        only_open="open" in (request.POST if request.method == "POST" else request.GET), after=_after(request),
    )  # fmt: skip
    return render(request, "prevention/learners.html", {"page": shape}, status=422 if shape.too_short else 200)


def _after(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None
