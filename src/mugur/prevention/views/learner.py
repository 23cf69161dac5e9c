"""The learner card."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mugur.people.access import SEE
from mugur.people.models import Person
from mugur.prevention.queries import learner as queries
from mugur.web.pages import page


@require_GET
@page(SEE, thing="uuid")
def learner(request: HttpRequest, person: Person) -> HttpResponse:
    """Who it is, what is open, what was agreed and given, and why the reader sees it."""
    shape = queries.learner_page(person, who=request.who, on=request.today)
    here = reverse("prevention:learner", args=[person.uuid])
    tabs = [(_("Card"), here, True)]
    if shape.path_url:
        tabs.append((_("Path"), shape.path_url, False))
    return render(request, "prevention/learner.html", {"page": shape, "person": person, "tabs": tabs})
