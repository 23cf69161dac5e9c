"""Public pages: the programmes, the list of operations, one operation."""

from __future__ import annotations

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from mugur.web.pages import public_page

from .forms import Search
from .queries import front, listing, operation

#: A public page differs by language and by who is signed in; both are in these headers.
varies = vary_on_headers("Cookie", "Accept-Language")


@require_safe
@varies
@public_page("which programmes run here and who pays")
def front_page(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "fund/front.html", {"page": front.front_page(request.who)})  # type: ignore[attr-defined]


@require_safe
@varies
@public_page("the published list of operations, Regulation 2021/1060 Art. 49(3)")
def operations(request: HttpRequest) -> HttpResponse:
    """The list; a form sent by GET narrows it, without script."""
    who = request.who  # type: ignore[attr-defined]
    form = Search(request.GET, choices=listing.choices(who))
    asked = form.asked()
    number = request.GET.get("page", "1")
    page = listing.listing_page(who, asked, int(number) if number.isdecimal() and len(number) < 6 else 1)
    kept = urlencode({key: value for key, value in request.GET.items() if key not in ("page", "language") and value})
    return render(request, "fund/operations.html", {"page": page, "form": form, "asked": asked, "kept": kept})


@require_safe
@varies
@public_page("one published operation, Regulation 2021/1060 Art. 49(3)")
def one_operation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The page of one operation, found by its address or its code."""
    who = request.who  # type: ignore[attr-defined]
    found = operation.find(who, slug)
    if slug != found.slug:
        return redirect("fund:operation", slug=found.slug)
    page = operation.operation_page(found, who)
    return render(request, "fund/operation.html", {"page": page, "shares": page.shares})


@require_safe
@public_page("the published list of operations as open data")
def operations_csv(request: HttpRequest) -> HttpResponse:
    """The same list as a file: comma, UTF-8 with mark, its source and day in the first lines."""
    who = request.who  # type: ignore[attr-defined]
    asked = Search(request.GET, choices=listing.choices(who)).asked()
    out = StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    for sentence in (
        _("List of operations. Day: %(day)s.") % {"day": who.on.isoformat()},
        _("Source: the published records named on each operation's page. Free to reuse with the source named."),
        _("Empty cells are not in the published record. Rows with published_with share one sum: do not add them up."),
    ):
        write.writerow([f"# {sentence}"])
    write.writerow(listing.COLUMNS)
    write.writerows(listing.csv_rows(who, asked))
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="operations-{who.on.isoformat()}.csv"'
    return response
