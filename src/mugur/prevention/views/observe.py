"""The observation sheet of a learner, and a learner's own request."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mugur.access import reads
from mugur.people.models import Person
from mugur.prevention.access import notice as access
from mugur.prevention.actions import observation as sheets
from mugur.prevention.actions import signal as signals
from mugur.prevention.forms.notice import ObserveForm, RequestForm
from mugur.prevention.models import Signal
from mugur.prevention.queries.grounds import why
from mugur.web.pages import page


@require_http_methods(["GET", "POST"])
@page(access.OBSERVE, thing="uuid")
def observe(request: HttpRequest, person: Person) -> HttpResponse:
    """Writes what was noticed without any register; a signal may arise from it at once."""
    who, on = request.who, request.today  # type: ignore[attr-defined]
    form = ObserveForm(request.POST if request.method == "POST" else None)
    reads.shown([(person.pk, person.home_path)])
    if request.method == "POST" and form.is_valid():
        sheet = sheets.observe(person, by=who, on=on, signs=form.cleaned_data["signs"], text=form.cleaned_data["text"])
        arisen = Signal.objects.filter(sheet=sheet).first()
        if arisen is not None:
            messages.info(request, _("The sheet is kept. It makes a signal that waits for an answer."))
            return redirect("prevention:signal", uuid=arisen.uuid)
        messages.success(request, _("The sheet is kept."))
        return redirect("prevention:learner", uuid=person.uuid)
    context = {"person": person, "form": form, "why": why(person, who, on=on)}
    return render(request, "prevention/observe.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@page(access.ASK, thing="uuid")
def ask(request: HttpRequest, person: Person) -> HttpResponse:
    """Notes down that the learner asked: a signal like any other, answered by a person."""
    who, on = request.who, request.today  # type: ignore[attr-defined]
    form = RequestForm(request.POST if request.method == "POST" else None)
    reads.shown([(person.pk, person.home_path)])
    if request.method == "POST" and form.is_valid():
        made = signals.request_support(person, by=who, on=on, text=form.cleaned_data["text"])
        messages.success(request, _("The request is noted down and waits for an answer."))
        return redirect("prevention:signal", uuid=made.uuid)
    context = {"person": person, "form": form, "why": why(person, who, on=on)}
    return render(request, "prevention/request.html", context, status=422 if form.is_bound else 200)
