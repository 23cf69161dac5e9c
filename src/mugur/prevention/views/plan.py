"""The pages of a plan."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mugur.lib.errors import RuleBroken
from mugur.people.models import Person
from mugur.prevention.access import plan as access
from mugur.prevention.actions import plan as actions
from mugur.prevention.forms import plan as forms
from mugur.prevention.models import PlanVersion, SupportPlan
from mugur.prevention.queries import plan as queries
from mugur.prevention.queries import plan_edit, plan_words, plans
from mugur.prevention.states import plan as states
from mugur.web.pages import page


def _number(request: HttpRequest) -> int | None:
    text = request.GET.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _start(request: HttpRequest) -> int:
    text = request.GET.get("from", "")
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def back(plan: SupportPlan) -> HttpResponse:
    """To the plan's page after a change."""
    return redirect("prevention:plan", uuid=plan.uuid)


@require_GET
@page(access.LIST)
def plan_list(request: HttpRequest) -> HttpResponse:
    """All plans the reader may see."""
    chosen = request.GET.get("state", "all")
    chosen = chosen if chosen in plans.FILTERS else "all"
    shape = plans.plans_page(request.who, on=request.today, chosen=chosen, start=_start(request))  # type: ignore[attr-defined]
    return render(request, "prevention/plans.html", {"page": shape})


@require_GET
@page(access.SEE, thing="uuid")
def plan(request: HttpRequest, plan: SupportPlan) -> HttpResponse:
    """One plan on one page."""
    shape = queries.plan_page(plan, who=request.who, on=request.today, number=_number(request))  # type: ignore[attr-defined]
    return render(request, "prevention/plan.html", {"page": shape})


@require_GET
@page(access.SEE, thing="uuid")
def plan_sheet(request: HttpRequest, plan: SupportPlan) -> HttpResponse:
    """The plan on paper: agreement first, plain language on the second page."""
    shape = queries.plan_page(plan, who=request.who, on=request.today, number=_number(request))  # type: ignore[attr-defined]
    context = {"page": shape, "back_url": reverse("prevention:plan", args=[plan.uuid]), "printed_by": request.who.name}  # type: ignore[attr-defined]
    return render(request, "prevention/plan_sheet.html", context)


@require_GET
@page(access.SEE_WORDS, thing="uuid")
def plan_plain(request: HttpRequest, plan: SupportPlan) -> HttpResponse:
    """The same plan in plain language, as the family reads it."""
    shape = queries.plan_page(plan, who=request.who, on=request.today, number=_number(request))  # type: ignore[attr-defined]
    return render(request, "prevention/plan_plain.html", {"page": shape})


@require_GET
@page(access.SEE_WORDS, thing="uuid")
def plan_readers(request: HttpRequest, plan: SupportPlan) -> HttpResponse:
    """Who read the learner's plans: roles and days."""
    return render(request, "prevention/plan_readers.html", {"plan": plan, "rows": queries.readers(plan)})


@require_http_methods(["GET", "POST"])
@page(access.OPEN, thing="uuid")
def plan_open(request: HttpRequest, person: Person) -> HttpResponse:
    """Opens a plan for a learner: its term and days; from an assessment or as a copy of the last one."""
    choice = plan_edit.opening(person, who=request.who, on=request.today)  # type: ignore[attr-defined]
    form = forms.OpenForm(request.POST or None, initial=choice.initial)
    if request.method == "POST" and form.is_valid():
        source = request.POST.get("source", "")
        made = actions.open_plan(
            person, by=request.who, on=request.today, **form.cleaned_data, **choice.sources.get(source, {}),  # type: ignore[attr-defined]
        )  # fmt: skip
        return redirect("prevention:plan_edit", uuid=made.versions.get().uuid)
    status = 422 if form.is_bound else 200
    return render(
        request, "prevention/plan_open.html", {"person": person, "form": form, "choice": choice}, status=status
    )


@require_http_methods(["GET", "POST"])
@page(access.WRITE, thing="uuid")
def plan_edit_view(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """The editor: the whole plan on one page; rows are added by buttons that send the form."""
    if version.state not in states.WRITABLE:
        raise RuleBroken("prevention.version_fixed")
    shape = plan_edit.edit_page(version, who=request.who, on=request.today)  # type: ignore[attr-defined]
    add = request.POST.get("add", "")
    data: Any = request.POST or None
    if add:
        data = forms.with_row(request.POST, add, starts=version.plan.starts, ends=version.plan.ends)
    form = forms.PlanForm(data, initial=shape.initial, options=shape.options)
    if request.method != "POST" or add:
        return render(request, "prevention/plan_edit.html", {"page": shape, "form": form, "added": add})
    if not form.is_valid():
        return render(request, "prevention/plan_edit.html", {"page": shape, "form": form, "wrong": True}, status=422)
    written = {**form.words.cleaned_data, "goals": form.goal_lines(), "measures": form.measure_lines()}
    actions.write(version, by=request.who, on=request.today, draft=actions.Draft(**written))  # type: ignore[attr-defined]
    if "check" in request.POST:
        return redirect("prevention:plan_check", uuid=version.uuid)
    return back(version.plan)


@require_http_methods(["GET", "POST"])
@page(access.WRITE, thing="uuid")
def plan_check(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """Look once more, then send."""
    if request.method == "POST":
        actions.send(version, by=request.who, on=request.today)  # type: ignore[attr-defined]
        return back(version.plan)
    shape = queries.plan_page(version.plan, who=request.who, on=request.today, number=version.number)  # type: ignore[attr-defined]
    tags = [(plan_words.TAGS[f.code][0], plan_words.TAGS[f.code][1]) for f in shape.findings]
    return render(request, "prevention/plan_check.html", {"page": shape, "tags": tags})


@require_POST
@page(access.CHANGE, thing="uuid")
def plan_begin(request: HttpRequest, plan: SupportPlan) -> HttpResponse:
    """Begins a newer version."""
    made = actions.begin_version(plan, by=request.who, on=request.today)  # type: ignore[attr-defined]
    return redirect("prevention:plan_edit", uuid=made.uuid)


@require_POST
@page(access.WRITE, thing="uuid")
def plan_take_back(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """Takes a submitted version back to change it."""
    actions.take_back(version, by=request.who, on=request.today)  # type: ignore[attr-defined]
    return redirect("prevention:plan_edit", uuid=version.uuid)


@require_POST
@page(access.WRITE, thing="uuid")
def plan_give_up(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """Gives a version up; the one in force goes on."""
    actions.give_up(version, by=request.who, on=request.today)  # type: ignore[attr-defined]
    return back(version.plan)


@require_http_methods(["GET", "POST"])
@page(access.SEE_WORDS, thing="uuid")
def plan_stop(request: HttpRequest, plan: SupportPlan) -> HttpResponse:
    """Suspend, resume, close, or declare void."""
    form = forms.StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        by, on = request.who, request.today  # type: ignore[attr-defined]
        if data["what"] == "suspend":
            actions.suspend(plan, by=by, on=on, reason=data["suspend_reason"])
        elif data["what"] == "resume":
            actions.resume(plan, by=by, on=on)
        elif data["what"] == "close":
            actions.close(plan, by=by, on=on, closure=data["closure"], reason=data["close_reason"])
        else:
            actions.void(plan, by=by, on=on, reason=data["void_reason"])
        return back(plan)
    may = queries.plan_page(plan, who=request.who, on=request.today).may  # type: ignore[attr-defined]
    context = {"plan": plan, "form": form, "may": may, "title": _("Suspend, close or declare void")}
    return render(request, "prevention/plan_stop.html", context, status=422 if form.is_bound else 200)
