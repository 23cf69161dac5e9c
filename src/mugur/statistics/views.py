"""Three levels: state, municipality, school, as a picture, a table and a file."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from mugur.web.charts import spoken
from mugur.web.pages import page

from . import access, queries, words
from .models import FlowRow
from .protect import STEPS


@require_GET
@page(access.LEVELS)
def levels(request: HttpRequest) -> HttpResponse:
    """From notice to result at one place, with its parts in the order of the register."""
    shape = _shape(request)
    if shape is None:
        return render(request, "statistics/levels_none.html", status=200)
    show = next((s for s in words.SHOWS if s.key == request.GET.get("show")), words.SHOWS[0])
    table = request.GET.get("view") == "table"
    context = {
        "page": shape, "table": table, "show": show, "shows": words.SHOWS, "headline": words.headline(shape),
        "steps": words.steps(shape), "titles": [(name, words.TITLES[name]) for name in STEPS],
        "step_titles": [str(words.TITLES[name]) for name in STEPS],
        "picture": None if table else _map(shape, show), "schools": [] if table else _schools(shape),
        "levels": _levels(shape), "views": _views(request, table), "crumbs": _crumbs(shape),
        "csv_url": f"{reverse('statistics:levels_csv')}?{_query(request, view='')}",
        "terms": _terms(request, shape),
    }  # fmt: skip
    return render(request, "statistics/levels.html", context)


@require_GET
@page(access.LEVELS)
def levels_csv(request: HttpRequest) -> HttpResponse:
    """The table as CSV: a hidden count has one sign, whatever the reason."""
    shape = _shape(request)
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([_("Place"), _("School year"), *(str(words.TITLES[name]) for name in STEPS)])
    for place in [shape.place, *shape.parts] if shape else []:
        cells = [_cell(place, name) for name in STEPS]
        rows.writerow([safe(place.row.name), shape.year if shape else "", *cells])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return answer


def _cell(place: queries.Place, name: str) -> str:
    cell = place.cells[name]
    if cell.mark:
        return "c"
    return "" if cell.value is None else str(cell.value)


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _shape(request: HttpRequest) -> queries.LevelsPage | None:
    who = request.who  # type: ignore[attr-defined]
    if not queries.years(who):
        return None
    term = request.GET.get("term", "0")
    return queries.levels_page(
        who, path=request.GET.get("at", ""), year=request.GET.get("year", ""), term={"1": 1, "2": 2}.get(term, 0)
    )


def _query(request: HttpRequest, **change: str) -> str:
    kept = {key: request.GET[key] for key in ("at", "year", "term", "show", "view") if key in request.GET}
    return urlencode({key: value for key, value in {**kept, **change}.items() if value})


def _views(request: HttpRequest, table: bool) -> list[tuple[str, str, bool]]:
    picture, as_table = (f"?{_query(request, view=view)}" for view in ("", "table"))
    return [(_("Picture"), picture, not table), (_("Table"), as_table, table)]


def _terms(request: HttpRequest, shape: queries.LevelsPage) -> list[tuple[str, str, bool]]:
    """Terms, for those who see exactly."""
    if not shape.exact or shape.place.row.origin != FlowRow.Origin.RECORD:
        return []
    texts = ((0, _("Whole year")), (1, _("Autumn term")), (2, _("Spring term")))
    return [(text, f"?{_query(request, term=str(n) if n else '')}", shape.term == n) for n, text in texts]


def _crumbs(shape: queries.LevelsPage) -> list[tuple[str, str]]:
    return [(_("Figures"), reverse("statistics:levels")), (_("School year %(year)s") % {"year": shape.year}, "")]


def _address(path: str, year: str) -> str:
    return f"{reverse('statistics:levels')}?{urlencode({'at': path, 'year': year})}"


def _levels(shape: queries.LevelsPage) -> list[dict[str, Any]]:
    made = [
        {"title": row.name, "detail": _detail(row.level, None), "url": _address(row.path, shape.year), "current": False}
        for row in shape.above
    ]
    own = shape.place.row
    made.append({"title": own.name, "detail": _detail(own.level, shape), "url": "", "current": True})
    if own.level == FlowRow.Level.STATE and shape.parts:
        made.append({"title": _("Municipality"), "detail": _("choose one below"), "url": "", "current": False})
    if own.level == FlowRow.Level.MUNICIPALITY:
        made.append({"title": _("School"), "detail": _("choose one below"), "url": "", "current": False})
    return made


def _detail(level: str, shape: queries.LevelsPage | None) -> str:
    if shape is None:
        return {"state": _("the whole country"), "municipality": _("the municipality")}.get(level, "")
    taking, every = sum(p.row.takes_part for p in shape.parts), len(shape.parts)
    if level == FlowRow.Level.STATE:
        return _("%(n)s of %(all)s municipalities") % {"n": taking, "all": every}
    if level == FlowRow.Level.MUNICIPALITY:
        return ngettext("%(n)s school", "%(n)s schools", every) % {"n": every}
    return _("one school")


def _map(shape: queries.LevelsPage, show: words.Show) -> Any:
    if shape.place.row.level != FlowRow.Level.STATE:
        return None
    found = words.tiles(shape, show, _address("{path}", shape.year).replace("%7Bpath%7D", "{path}"))
    if not found:
        return None
    return spoken.tile_map(found, title=_("Municipalities"), place=_("Municipality"), figure=str(show.title))


def _schools(shape: queries.LevelsPage) -> list[spoken.School]:
    if shape.place.row.level != FlowRow.Level.MUNICIPALITY:
        return []
    made = []
    for place in shape.parts:
        marks = {place.cells[name].mark for name in STEPS}
        hidden = ""
        if "few" in marks:
            hidden = _("Fewer than 5 learners.")
        elif "with" in marks:
            hidden = _("Hidden too: with it, a small number could be found by subtracting.")
        counts = () if hidden else tuple(place.cells[name].value or 0 for name in STEPS)
        url = "" if hidden else _address(place.row.path, shape.year)
        made.append(spoken.School(place.row.name, counts, url, hidden))
    return made
