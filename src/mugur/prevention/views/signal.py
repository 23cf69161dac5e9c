"""The page of one signal, its lessons, the answer and the handing on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mugur.lib.errors import RuleBroken
from mugur.prevention.access import notice as access
from mugur.prevention.actions import signal as actions
from mugur.prevention.forms.notice import AnswerForm, HandOnForm
from mugur.prevention.models import Signal
from mugur.prevention.queries import signal as queries
from mugur.prevention.refusals import REFUSALS
from mugur.web.pages import page

WRITTEN = ("reason", "supported_by", "text")


@require_http_methods(["GET", "POST"])
@page(access.SEE, thing="uuid")
def signal(request: HttpRequest, signal: Signal) -> HttpResponse:
    """One signal with everything that helps to answer it; a POST is the answer."""
    who, on = request.who, request.today  # type: ignore[attr-defined]
    shape = queries.signal_page(signal, who=who, on=on)
    if request.method == "GET":
        return _shown(request, shape, AnswerForm(measures=shape.measures), HandOnForm())
    form = AnswerForm(request.POST, measures=shape.measures)
    if shape.may_answer and not form.is_valid():
        return _shown(request, shape, form, HandOnForm(), status=422)
    try:
        given = form.given() if form.is_valid() else {"answer": str(request.POST.get("answer", ""))}
        done = actions.answer(signal, by=who, on=on, **given)
    except RuleBroken as refusal:
        return _refused(request, signal, refusal)
    if done.answer == Signal.Answer.CONCERN:
        messages.success(request, _("Answered. The assessment is open."))
    else:
        messages.success(request, _("Answered. The signal is closed."))
    return redirect("prevention:signal", uuid=signal.uuid)


@require_POST
@page(access.HAND_ON, thing="uuid")
def hand_on(request: HttpRequest, signal: Signal) -> HttpResponse:
    """Hands a signal to the school coordinator; the deadline stays."""
    who, on = request.who, request.today  # type: ignore[attr-defined]
    form = HandOnForm(request.POST)
    if not form.is_valid():
        shape = queries.signal_page(signal, who=who, on=on)
        return _shown(request, shape, AnswerForm(measures=shape.measures), form, status=422)
    try:
        actions.hand_on(signal, by=who, on=on, text=form.cleaned_data["text"])
    except RuleBroken as refusal:
        return _refused(request, signal, refusal)
    messages.success(request, _("Handed on. The school coordinator sees it today."))
    return redirect("prevention:signal", uuid=signal.uuid)


@require_GET
@page(access.SEE, thing="uuid")
def lessons(request: HttpRequest, signal: Signal) -> HttpResponse:
    """The lessons behind a signal, one by one."""
    shape = queries.lessons_page(signal, who=request.who, on=request.today)  # type: ignore[attr-defined]
    return render(request, "prevention/signal_lessons.html", {"page": shape})


def _shown(
    request: HttpRequest, shape: queries.SignalPage, form: AnswerForm, hand: HandOnForm, *, status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    return render(request, "prevention/signal.html", {"page": shape, "form": form, "hand": hand, **more}, status=status)


def _refused(request: HttpRequest, signal: Signal, refusal: RuleBroken) -> HttpResponse:
    """Somebody was faster, or newer facts closed it: the page as it is now, and the words that were written."""
    shape = queries.signal_page(signal, who=request.who, on=request.today)  # type: ignore[attr-defined]
    text = str(REFUSALS.get(refusal.code, refusal.code)) % refusal.facts
    lost = "\n".join(value for name in WRITTEN if (value := str(request.POST.get(name, "")).strip()))
    form = AnswerForm(measures=shape.measures)
    return _shown(request, shape, form, HandOnForm(), status=refusal.status, refused=text, lost=lost)
