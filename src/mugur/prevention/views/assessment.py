"""The page of an assessment."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mugur.people import vault
from mugur.prevention.access import plan as access
from mugur.prevention.actions import assessment as actions
from mugur.prevention.forms.assessment import AssessmentForm, RestrictedForm
from mugur.prevention.models import Assessment
from mugur.prevention.queries import assessment as queries
from mugur.web.pages import page


@require_http_methods(["GET", "POST"])
@page(access.SEE_ASSESSMENT, thing="uuid")
def assessment(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Read it; whoever may, writes and closes it."""
    by, on = request.who, request.today  # type: ignore[attr-defined]
    shape = queries.assessment_page(assessment, who=by)
    form = AssessmentForm(request.POST or None, initial=shape.initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        found = actions.Found(data["strengths"], data["learner_view"], form.risks(), data["level"], data["next_step"])
        if "close" not in request.POST:
            actions.write(assessment, by=by, on=on, found=found)
            messages.success(request, _("Saved."))
            return redirect("prevention:assessment", uuid=assessment.uuid)
        if data["level"] and data["next_step"]:
            actions.close(assessment, by=by, on=on, found=found)
            if data["next_step"] == "plan":
                return redirect("prevention:plan_open", uuid=shape.person.uuid)
            return redirect("prevention:assessment", uuid=assessment.uuid)
        for name in ("level", "next_step"):
            if not data[name]:
                form.add_error(name, _("Choose one before you close the assessment."))
    context = {"page": shape, "form": form, "restricted": RestrictedForm()}
    return render(request, "prevention/assessment.html", context, status=422 if form.is_bound else 200)


@require_POST
@page(access.KEEP_RESTRICTED, thing="uuid")
def assessment_restricted(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Seals the restricted part in the vault; it is not shown here again."""
    form = RestrictedForm(request.POST)
    by, on = request.who, request.today  # type: ignore[attr-defined]
    if not form.is_valid():
        shape = queries.assessment_page(assessment, who=by)
        context = {"page": shape, "form": AssessmentForm(initial=shape.initial), "restricted": form}
        return render(request, "prevention/assessment.html", context, status=422)
    vault.write_note(assessment.person, text=form.cleaned_data["text"], by=by, on=on)
    messages.success(request, _("The note is kept. Only the case team can open it."))
    return redirect("prevention:assessment", uuid=assessment.uuid)
