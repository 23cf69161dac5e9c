"""The inbox of whoever decides on plans."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mugur.access.reads import shown
from mugur.access.refusals import REFUSALS as KERNEL
from mugur.prevention.access import plan as access
from mugur.prevention.actions import approval as actions
from mugur.prevention.actions import objection
from mugur.prevention.forms import plan as forms
from mugur.prevention.models import PlanVersion, Signal
from mugur.prevention.queries import approvals as queries
from mugur.prevention.queries import objection as objections
from mugur.prevention.refusals import REFUSALS
from mugur.web import formats
from mugur.web.pages import page


@require_GET
@page(access.APPROVALS)
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for a decision."""
    shape = queries.approvals_page(request.who, on=request.today)  # type: ignore[attr-defined]
    return render(request, "prevention/approvals.html", {"page": shape})


def _chosen(request: HttpRequest) -> list[tuple[UUID, str]]:
    """Ticked versions with the fingerprint that was read: ``uuid:hash``."""
    made = []
    for value in request.POST.getlist("version")[:200]:
        uuid, _sep, seen = value.partition(":")
        try:
            made.append((UUID(uuid), seen))
        except ValueError:
            continue
    return made


@require_POST
@page(access.DECIDE)
def approve_together(request: HttpRequest) -> HttpResponse:
    """One decision on many versions; what changed meanwhile is left out and named."""
    chosen = _chosen(request)
    if not chosen:
        messages.warning(request, _("Nothing was chosen, so nothing was approved."))
        return redirect("prevention:approvals")
    done = actions.approve_together(chosen, who=request.who, on=request.today)  # type: ignore[attr-defined]
    shown([(version.person_id, version.org_path) for version, _code in done.left_out], ground="approval")
    return render(request, "prevention/approvals_done.html", {"done": _told(done), "sent": len(chosen)})


def _told(done: actions.Decided) -> dict[str, Any]:
    language, known = formats.known(get_language()), {**KERNEL, **REFUSALS}
    currency = done.approved[0].version.currency if done.approved else "EUR"
    n = len(done.approved)
    text = ngettext("One version is approved.", "%(n)s versions are approved.", n) % {"n": n}
    return {
        "text": text, "cents": done.cents, "money": formats.money(done.cents, currency, language), "count": n,
        "left_out": [(version, known.get(code, code)) for version, code in done.left_out],
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(access.SEE_VERSION, thing="uuid")
def approval(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """One version to be decided on: the lines that changed, why it needs an eye, approve or return."""
    if request.method == "GET":
        shape = queries.one(version, who=request.who, on=request.today)  # type: ignore[attr-defined]
        return render(request, "prevention/approval.html", {"item": shape})
    by, on = request.who, request.today  # type: ignore[attr-defined]
    seen, what = request.POST.get("seen", ""), request.POST.get("what", "")
    comment = request.POST.get("comment", "")[:400]
    actions.refuse_author(version, by.account_id)
    if what == "return" and not comment.strip():
        shape = queries.one(version, who=by, on=on)
        return render(request, "prevention/approval.html", {"item": shape, "comment_missing": True}, status=422)
    if what == "return":
        actions.send_back(version, by=by, on=on, seen=seen, comment=comment)
        messages.success(request, _("Returned with your comment. What was in force stays in force."))
    elif what == "approve":
        actions.approve(version, by=by, on=on, seen=seen, comment=comment)
        messages.success(request, _("Approved as you read it."))
    return redirect("prevention:approvals")


@require_POST
@page(access.DECIDE, thing="uuid")
def approval_pass_on(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """Leaves the decision on one's own plan to a deputy."""
    actions.pass_on(version, by=request.who, on=request.today)  # type: ignore[attr-defined]
    messages.success(request, _("Passed on. Your deputy decides."))
    return redirect("prevention:approvals")


@require_http_methods(["GET", "POST"])
@page(access.SEE_OBJECTION, thing="uuid")
def objection_page(request: HttpRequest, signal: Signal) -> HttpResponse:
    """A family objects to what was noticed: the head reads both sides and decides."""
    form = forms.ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep = form.cleaned_data["decision"] == "keep"
        objection.decide(signal, by=request.who, on=request.today, keep=keep, reason=form.cleaned_data["reason"])  # type: ignore[attr-defined]
        messages.success(request, _("Decided. The family sees your answer."))
        return redirect("prevention:approvals")
    shape = objections.objection_page(signal)
    return render(
        request, "prevention/objection.html", {"page": shape, "form": form}, status=422 if form.is_bound else 200
    )
