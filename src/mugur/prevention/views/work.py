"""The first page of everybody who works here, and the list of what nobody has acted on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mugur.prevention.access import notice as access
from mugur.prevention.queries import work as queries
from mugur.support.clock import wall
from mugur.web import clock
from mugur.web.pages import page


@require_GET
@page(access.WORK)
def work(request: HttpRequest) -> HttpResponse:
    """What waits for this person today."""
    hour = wall(clock.now()).hour
    shape = queries.work_page(request.who, on=request.today, hour=hour)  # type: ignore[attr-defined]
    return render(request, "prevention/work.html", {"page": shape})


@require_GET
@page(access.NOBODY)
def nobody(request: HttpRequest) -> HttpResponse:
    """Signals past their day without any answer."""
    text = request.GET.get("from", "")
    start = int(text) if text.isdecimal() and len(text) < 6 else 0
    shape = queries.nobody_page(request.who, on=request.today, start=start)  # type: ignore[attr-defined]
    return render(request, "prevention/work_nobody.html", {"page": shape})
