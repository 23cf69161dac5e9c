"""The page of one's own class."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mugur.prevention.access import notice as access
from mugur.prevention.queries import my_class as queries
from mugur.web.pages import page


@require_GET
@page(access.CLASS)
def my_class(request: HttpRequest) -> HttpResponse:
    """Every learner of one's classes, with reasons."""
    shape = queries.class_page(request.who, on=request.today)  # type: ignore[attr-defined]
    return render(request, "prevention/my_class.html", {"page": shape})
