"""Standing pages about the platform: privacy, accessibility, source code, demonstration, contact."""

from __future__ import annotations

import os
from importlib.metadata import version

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from mugur.web.pages import public_page

from . import privacy as register

varies = vary_on_headers("Cookie", "Accept-Language")


@require_safe
@varies
@public_page("what is kept about persons, why and how long; GDPR Art. 13 and 14")
def privacy(request: HttpRequest) -> HttpResponse:
    """Made from the same lines as the eraser: a field nobody claims does not exist."""
    return render(request, "site/privacy.html", {"rooms": register.rooms(), "contact": _contact()})


@require_safe
@varies
@public_page("accessibility statement; Directive (EU) 2016/2102 Art. 7")
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was checked, how, and whom to tell about a barrier."""
    return render(request, "site/accessibility.html", {"contact": _contact()})


@require_safe
@varies
@public_page("source code and licence")
def source(request: HttpRequest) -> HttpResponse:
    """Where the source is, under which licence, and whose facts and parts it uses."""
    context = {"address": os.environ.get("MUGUR_SOURCE", ""), "version": version("mugur")}
    return render(request, "site/source.html", context)


@require_safe
@varies
@public_page("what in this installation is invented")
def demonstration(request: HttpRequest) -> HttpResponse:
    """What is a fact and what is invented."""
    return render(request, "site/demonstration.html", {"runs": settings.MUGUR_MODE == "demo"})


@require_safe
@varies
@public_page("whom to ask")
def contact(request: HttpRequest) -> HttpResponse:
    """Who runs this installation, as its settings say."""
    context = {"contact": _contact(), "operator": os.environ.get("MUGUR_OPERATOR", "")}
    return render(request, "site/contact.html", context)


def _contact() -> str:
    """The address for questions; empty when the operator has not set one."""
    return os.environ.get("MUGUR_CONTACT", "")
