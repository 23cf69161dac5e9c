"""Support given: what the timetable holds, who was here, saved; taken back or corrected by a reversal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mugur.lib.errors import RuleBroken
from mugur.organisations.models import Organisation
from mugur.people.models import Person
from mugur.prevention.access import deliver as access
from mugur.prevention.actions import delivery as actions
from mugur.prevention.forms.deliver import OneForm, OtherForm, PresenceForm, ReasonForm, at_time
from mugur.prevention.queries import deliver as queries
from mugur.prevention.words_deliver import EXPLAINS
from mugur.support import actions as ledger
from mugur.support.clock import local
from mugur.support.models import Session
from mugur.support.refusals import REFUSALS
from mugur.web import clock
from mugur.web.pages import page

HOME = "prevention:deliver"


@require_GET
@page(access.SEE_SESSION)
def deliver(request: HttpRequest) -> HttpResponse:
    """Three taps: what was it, who was here, save."""
    kind = request.GET.get("for", "group")
    if kind == "one":
        return _one(request)
    if kind == "other":
        return _other(request)
    return _group(request, _uuid(request.GET.get("session")), saved=_saved(request))


@require_POST
@page(access.RECORD, thing="uuid")
def record(request: HttpRequest, session: Session) -> HttpResponse:
    """Saves who was here; what is missing or refused is said on the same page and nothing is lost."""
    rows = queries.judged(session, queries.learners(session), session.minutes)
    if "all" in request.POST:
        return _group(request, session.uuid, given=actions.all_here(rows))
    form = PresenceForm(rows, request.POST)
    if not form.is_valid():
        return _group(request, session.uuid, given=request.POST.dict(), form=form, status=422)
    try:
        actions.deliver(session, by=request.who, on=request.today, at=clock.now(),
                        minutes=form.cleaned_data["minutes"], present=form.present())  # fmt: skip
    except RuleBroken as refused:
        form.add_error(None, _said(refused))
        return _group(request, session.uuid, given=request.POST.dict(), form=form, status=refused.status)
    return redirect(f"{reverse(HOME)}?saved={session.uuid}")


@require_POST
@page(access.SEE_SESSION)
def record_one(request: HttpRequest) -> HttpResponse:
    """Saves a talk with one learner that is not in the timetable."""
    form = OneForm(queries.own_lines(request.who, on=request.today), request.POST)
    if not form.is_valid():
        return _one(request, form, status=422)
    own, data = form.own(), form.cleaned_data
    school = access.OPEN.fetch(request.who, path=own.person.home_path)
    try:
        session = actions.deliver_one(
            school, by=request.who, on=request.today, at=clock.now(), own=own,
            begins=at_time(request.today, data["begins"]), minutes=data["minutes"], here=data["presence"] == "here",
        )  # fmt: skip
    except RuleBroken as refused:
        form.add_error(None, _said(refused))
        return _one(request, form, status=refused.status)
    return redirect(f"{reverse(HOME)}?saved={session.uuid}")


@require_POST
@page(access.SEE_SESSION)
def open_other(request: HttpRequest) -> HttpResponse:
    """Opens a session for a group outside the timetable; who was here is said next."""
    form = OtherForm(request.who, request.today, request.POST)
    if not form.is_valid():
        return _other(request, form, status=422)
    data = form.cleaned_data
    school: Organisation = access.OPEN.fetch(request.who, path=data["group"].org_path)
    session = actions.open_for_group(
        school, by=request.who, on=request.today, measure=data["measure"], group=data["group"],
        begins=at_time(request.today, data["begins"]), minutes=data["minutes"],
    )  # fmt: skip
    return redirect(f"{reverse(HOME)}?session={session.uuid}")


@require_GET
@page(access.SEE_SESSION, thing="uuid")
def session(request: HttpRequest, session: Session) -> HttpResponse:
    """One session as it is recorded: every line, every correction."""
    return _session(request, session)


@require_POST
@page(access.TAKE_BACK, thing="uuid")
def take_back(request: HttpRequest, session: Session) -> HttpResponse:
    """Takes a whole session back; the lines stay in the ledger, reversed."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _session(request, session, form, status=422)
    try:
        ledger.take_back(session, by=request.who, on=request.today, at=clock.now(), reason=form.cleaned_data["reason"])
    except RuleBroken as refused:
        form.add_error("reason" if refused.code == "support.reason_needed" else None, _said(refused))
        return _session(request, session, form, status=refused.status)
    return redirect(f"{reverse(HOME)}?session={session.uuid}")


@require_POST
@page(access.TAKE_BACK, thing="uuid")
def correct(request: HttpRequest, session: Session) -> HttpResponse:
    """Turns one learner's line round."""
    form = ReasonForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["line"] or not form.cleaned_data["presence"]:
        return _session(request, session, form, status=422)
    data = form.cleaned_data
    try:
        actions.correct(session, by=request.who, on=request.today, at=clock.now(), line=data["line"],
                        here=data["presence"] == "here", reason=data["reason"])  # fmt: skip
    except RuleBroken as refused:
        form.add_error("reason" if refused.code == "support.reason_needed" else None, _said(refused))
        return _session(request, session, form, status=refused.status)
    return redirect("prevention:session", uuid=session.uuid)


@require_GET
@page(access.SEE_SESSION, thing="uuid")
def sheet(request: HttpRequest, session: Session) -> HttpResponse:
    """The attendance sheet on paper, with empty boxes."""
    persons = queries.sheet(session)
    shape = queries.session_page(session, now=clock.now())
    context = {"session": session, "hours": shape.hours, "persons": persons, "printed_by": request.who.name,
               "back_url": reverse(HOME)}  # fmt: skip
    return render(request, "prevention/deliver_sheet.html", context)


def _said(refused: RuleBroken) -> str:
    text = str(REFUSALS.get(refused.code, _("This is not possible."))) % refused.facts
    if persons := refused.facts.get("persons"):
        names = ", ".join(p.full_name for p in Person.objects.filter(pk__in=persons).order_by("sort_key"))
        return _("%(sentence)s It is about: %(names)s.") % {"sentence": text, "names": names}
    return text


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _toggle(kind: str) -> list[tuple[str, str, bool]]:
    home = reverse(HOME)
    return [(_("Group"), home, kind != "one"), (_("One learner"), f"{home}?for=one", kind == "one")]


def _saved(request: HttpRequest) -> queries.SessionPage | None:
    uuid = _uuid(request.GET.get("saved"))
    if uuid is None:
        return None
    found = access.SEE_SESSION.reachable(request.who).filter(uuid=uuid).select_related("measure").first()
    return queries.session_page(found, now=clock.now()) if found else None


def _group(
    request: HttpRequest, chosen: UUID | None, *, saved: Any = None, given: dict[str, str] | None = None,
    form: PresenceForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    shape = queries.day_page(request.who, on=request.today, now=clock.now(), session=chosen, given=given)
    minutes = (given or {}).get("minutes") or (shape.chosen.session.minutes if shape.chosen else 60)
    context = {
        "page": shape, "saved": saved, "form": form, "minutes": minutes, "kinds": _toggle("group"),
        "reasons": [(code, EXPLAINS[code]) for code in shape.reasons],
    }  # fmt: skip
    return render(request, "prevention/deliver.html", context, status=status)


def _one(request: HttpRequest, form: OneForm | None = None, *, status: int = 200) -> HttpResponse:
    lines = queries.own_lines(request.who, on=request.today)
    start = local(clock.now() - timedelta(minutes=40))
    begins = start.replace(minute=start.minute // 5 * 5, second=0)
    form = form or OneForm(lines, initial={"begins": begins, "minutes": 40})
    reasons = list(dict.fromkeys(own.row.found.why_not for own in lines if own.row.found.why_not))
    context = {"lines": lines, "form": form, "kinds": _toggle("one"), "today": request.today,
               "reasons": [(code, EXPLAINS[code]) for code in reasons]}  # fmt: skip
    return render(request, "prevention/deliver_one.html", context, status=status)


def _other(request: HttpRequest, form: OtherForm | None = None, *, status: int = 200) -> HttpResponse:
    context = {"form": form or OtherForm(request.who, request.today), "kinds": _toggle("group")}
    return render(request, "prevention/deliver_other.html", context, status=status)


def _session(
    request: HttpRequest, session: Session, form: ReasonForm | None = None, *, status: int = 200
) -> HttpResponse:
    shape = queries.session_page(session, now=clock.now())
    context = {
        "page": shape, "form": form or ReasonForm(), "may_take_back": access.TAKE_BACK.allows(request.who, session),
        "crumbs": [(_("Support given"), reverse(HOME)), (_("One session"), "")],
    }  # fmt: skip
    return render(request, "prevention/deliver_session.html", context, status=status)
