"""Links and papers of a plan: who gets one, and the scan of a signed application."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mugur.access.reads import shown
from mugur.lib.errors import BadInput
from mugur.people.models import Document, Person
from mugur.prevention.access import plan as access
from mugur.prevention.actions import application as actions
from mugur.prevention.forms import plan as forms
from mugur.prevention.models import PlanVersion, Signal, SupportPlan
from mugur.prevention.queries import plan as queries
from mugur.prevention.refusals import REFUSALS
from mugur.web import formats
from mugur.web.pages import page


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("open_link", args=["TOKEN"]))


def _receivers(person: Person, request: HttpRequest, *, with_learner: bool) -> dict[str, Person]:
    found = {str(g.pk): g for g in queries.guardians(person, on=request.today)}  # type: ignore[attr-defined]
    return {**found, **({str(person.pk): person} if with_learner else {})}


def _choices(receivers: dict[str, Person]) -> list[tuple[str, str]]:
    return [(key, formats.full_name(p)) for key, p in receivers.items()]


@require_http_methods(["GET", "POST"])
@page(access.ISSUE, thing="uuid")
def plan_link(request: HttpRequest, plan: SupportPlan) -> HttpResponse:
    """Gives a guardian or the learner a link; it is shown once."""
    people = _receivers(plan.person, request, with_learner=True)
    form = forms.ReceiverForm(request.POST or None, receivers=_choices(people))
    shown([(plan.person_id, plan.org_path)])
    context = {"plan": plan, "person": plan.person, "form": form, "back": reverse("prevention:plan", args=[plan.uuid])}
    if request.method == "POST" and form.is_valid():
        receiver = people[form.cleaned_data["receiver"]]
        made = actions.issue_link(
            plan, by=request.who, on=request.today, receiver=receiver, address=_address(request),  # type: ignore[attr-defined]
            mail=form.cleaned_data["mail"],
        )  # fmt: skip
        return _once(request, context, made, receiver, mailed=form.cleaned_data["mail"])
    return render(request, "prevention/plan_link.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@page(access.ISSUE_SIGNAL, thing="uuid")
def signal_link(request: HttpRequest, signal: Signal) -> HttpResponse:
    """Gives a guardian a link to what was noticed; it is shown once."""
    people = _receivers(signal.person, request, with_learner=False)
    form = forms.ReceiverForm(request.POST or None, receivers=_choices(people))
    shown([(signal.person_id, signal.org_path)])
    context = {"person": signal.person, "form": form, "back": reverse("prevention:signal", args=[signal.uuid])}
    if request.method == "POST" and form.is_valid():
        receiver = people[form.cleaned_data["receiver"]]
        made = actions.issue_signal_link(
            signal, by=request.who, on=request.today, receiver=receiver, address=_address(request),  # type: ignore[attr-defined]
            mail=form.cleaned_data["mail"],
        )  # fmt: skip
        return _once(request, context, made, receiver, mailed=form.cleaned_data["mail"])
    return render(request, "prevention/plan_link.html", context, status=422 if form.is_bound else 200)


def _once(
    request: HttpRequest, context: dict[str, object], made: str, receiver: Person, *, mailed: bool
) -> HttpResponse:
    subject, text = actions.mail_text(made)
    more = {
        "made": made,
        "receiver": receiver,
        "subject": subject,
        "text": text,
        "mailed": mailed and bool(receiver.email),
    }
    return render(request, "prevention/plan_link_made.html", {**context, **more})


@require_http_methods(["GET", "POST"])
@page(access.WRITE, thing="uuid")
def plan_paper(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    """Adds the scan of an application signed on paper."""
    plan, person = version.plan, version.person
    people = _receivers(person, request, with_learner=person.is_adult_on(request.today))  # type: ignore[attr-defined]
    form = forms.PaperForm(
        request.POST or None,
        request.FILES or None,
        signers=_choices(people),
        initial={"signed_on": request.today},  # type: ignore[attr-defined]
    )
    shown([(person.pk, version.org_path)])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_paper(
                version,
                by=request.who,
                on=request.today,
                name=data["paper"].name,  # type: ignore[attr-defined]
                data=data["paper"].read(15 * 1024 * 1024 + 1),
                signer=people[data["signer"]],
                signed_on=data["signed_on"],
            )
            return redirect("prevention:plan", uuid=plan.uuid)
        except BadInput as refused:
            form.add_error("paper", str(REFUSALS[refused.code]))
    context = {"plan": plan, "person": person, "form": form}
    return render(request, "prevention/plan_paper.html", context, status=422 if form.is_bound else 200)


@require_GET
@page(access.SEE_PAPER, thing="uuid")
def paper(request: HttpRequest, document: Document) -> HttpResponse:
    """The scan itself, always as a file to keep, never run by the browser."""
    shown([(document.person_id, document.org_path)], ground="paper")
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}[document.media_type]
    response = HttpResponse(actions.open_file(document), content_type=document.media_type)
    response["Content-Disposition"] = f'attachment; filename="application.{ending}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
