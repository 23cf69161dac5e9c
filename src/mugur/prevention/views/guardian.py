"""Pages for families by link: no account, one purpose, judged anew at every request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mugur.access.models import Link
from mugur.access.who import Who
from mugur.lib.errors import OutOfReach
from mugur.prevention.access import family
from mugur.prevention.actions import application as actions
from mugur.prevention.actions import objection
from mugur.prevention.forms.family import AnswerForm, WordsForm
from mugur.prevention.models import SupportPlan
from mugur.prevention.queries import family as queries
from mugur.prevention.queries import objection as objections
from mugur.web.pages import page

View = Callable[..., HttpResponse]


def while_it_holds(view: View) -> View:
    """Lets a family in only while its right holds; else says what may be said of the end."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        who: Who = request.who  # type: ignore[attr-defined]
        if who.link is None:
            raise OutOfReach("access.out_of_reach")
        now = family.standing(who.link, on=request.today)  # type: ignore[attr-defined]
        if family.VIEW not in now.may:
            return render(
                request, "prevention/guardian_ended.html", {"ended": now.ended, "since": now.since}, status=404
            )
        return view(request, *args, **kwargs)

    return run


def _plan(request: HttpRequest) -> SupportPlan:
    who: Who = request.who  # type: ignore[attr-defined]
    assert who.link is not None
    return family.SEE_PLAN.fetch(who, uuid=who.link.subject)  # type: ignore[no-any-return]


def _show(request: HttpRequest, form: AnswerForm | None = None, status: int = 200) -> HttpResponse:
    shape = queries.family_plan(_plan(request), who=request.who, on=request.today)  # type: ignore[attr-defined]
    context = {
        "page": shape,
        "form": form or AnswerForm(),
        "words_form": WordsForm(initial={"words": shape.version.learner_words}),
    }
    return render(request, "prevention/guardian_plan.html", context, status=status)


@require_GET
@page(family.OPEN)
@while_it_holds
def guardian_plan(request: HttpRequest) -> HttpResponse:
    """The plan, for a guardian or for the learner."""
    return _show(request)


@require_POST
@page(family.OPEN)
@while_it_holds
def guardian_answer(request: HttpRequest) -> HttpResponse:
    """One of three equal answers."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    by, on = request.who, request.today  # type: ignore[attr-defined]
    shape = queries.family_plan(_plan(request), who=by, on=on)
    actions.answer(shape.version, by=by, on=on, answer=form.cleaned_data["answer"], words=form.words)
    return redirect(_home(request))


def _home(request: HttpRequest) -> str:
    learner = request.who.link.purpose == family.LEARNER_PLAN  # type: ignore[attr-defined]
    return "prevention:learner_plan" if learner else "prevention:guardian_plan"


@require_POST
@page(family.OPEN)
@while_it_holds
def guardian_withdraw(request: HttpRequest) -> HttpResponse:
    """Takes an application back, any day."""
    by, on = request.who, request.today  # type: ignore[attr-defined]
    receipt = queries.family_plan(_plan(request), who=by, on=on).receipt
    if receipt is None:
        raise OutOfReach("access.out_of_reach")
    actions.withdraw(receipt, by=by, on=on)
    return redirect(_home(request))


@require_POST
@page(family.OPEN)
@while_it_holds
def learner_words(request: HttpRequest) -> HttpResponse:
    """The learner's own words in the plan."""
    form = WordsForm(request.POST)
    if form.is_valid():
        by, on = request.who, request.today  # type: ignore[attr-defined]
        shape = queries.family_plan(_plan(request), who=by, on=on)
        actions.own_words(shape.version, by=by, on=on, words=form.cleaned_data["words"])
    return redirect("prevention:learner_plan")


@require_GET
@page(family.OPEN)
@while_it_holds
def guardian_sheet(request: HttpRequest) -> HttpResponse:
    """The plan and the application on paper, with a line for a pen."""
    shape = queries.family_plan(_plan(request), who=request.who, on=request.today)  # type: ignore[attr-defined]
    return render(request, "prevention/guardian_sheet.html", {"page": shape})


@require_http_methods(["GET", "POST"])
@page(family.OPEN)
@while_it_holds
def guardian_signal(request: HttpRequest) -> HttpResponse:
    """What was noticed; an objection goes to the head."""
    by, on = request.who, request.today  # type: ignore[attr-defined]
    signal = queries.signal_of(by)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        objection.object_to(signal, by=by, on=on, words=form.cleaned_data["words"])
        return redirect("prevention:guardian_signal")
    context = {"page": objections.objection_page(signal), "form": form}
    return render(request, "prevention/guardian_signal.html", context, status=422 if form.is_bound else 200)


@require_GET
@page(family.OPEN)
@while_it_holds
def family_look(request: HttpRequest) -> HttpResponse:
    """Who looked at the data."""
    who: Who = request.who  # type: ignore[attr-defined]
    assert who.link is not None
    person = family.LOOKED.fetch(who, pk=who.link.person_id)
    return render(
        request, "prevention/guardian_reads.html", {"rows": queries.who_looked(person, who=who), "person": person}
    )


@require_POST
@page(family.OPEN)
def not_me(request: HttpRequest) -> HttpResponse:
    """Closes a link that came to the wrong person."""
    who: Who = request.who  # type: ignore[attr-defined]
    assert who.link is not None
    actions.not_me(Link.objects.get(pk=who.link.link_id), by=who, on=request.today)  # type: ignore[attr-defined]
    response = render(request, "prevention/guardian_ended.html", {"ended": "not_me"})
    response.delete_cookie("mugur_link")
    return response
