"""The learner's path as a picture and a list, and the list as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mugur.people.models import Person
from mugur.prevention.access import path as access
from mugur.prevention.queries import path as queries
from mugur.web.limits import limit
from mugur.web.pages import page


@require_GET
@page(access.PATH, thing="uuid")
def path(request: HttpRequest, person: Person) -> HttpResponse:
    """One line through time; ``?view=list`` shows the list alone."""
    shape = queries.path_page(person, who=request.who, on=request.today)
    here = reverse("prevention:path", args=[person.uuid])
    as_list = request.GET.get("view") == "list"
    context = {
        "page": shape, "person": person, "as_list": as_list,
        "views": [(_("Picture"), here, not as_list), (_("List"), f"{here}?view=list", as_list)],
        "crumbs": [(_("Learner"), reverse("prevention:learner", args=[person.uuid])), (_("Path"), "")],
    }  # fmt: skip
    return render(request, "prevention/path.html", context)


@require_GET
@page(access.PATH, thing="uuid")
def path_csv(request: HttpRequest, person: Person) -> HttpResponse:
    """The list as CSV; its name holds no person's name."""
    limit("export", request.who.label, count=6, per=3600)  # type: ignore[attr-defined]
    text = queries.as_csv(person, who=request.who, on=request.today)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="path.csv"'
    return answer
