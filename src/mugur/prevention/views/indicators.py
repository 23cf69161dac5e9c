"""The rules by which something is noticed, open to everybody who works with them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mugur.lib.errors import RuleBroken
from mugur.prevention.access import notice as access
from mugur.prevention.actions import indicator as actions
from mugur.prevention.forms.notice import TightenForm
from mugur.prevention.models import IndicatorDefinition
from mugur.prevention.queries import indicators as queries
from mugur.prevention.refusals import REFUSALS
from mugur.web.pages import page


@require_GET
@page(access.SEE_INDICATOR)
def indicators(request: HttpRequest) -> HttpResponse:
    """Every rule in force for the reader's organisations."""
    rows = queries.indicators_page(request.who, on=request.today)  # type: ignore[attr-defined]
    return render(request, "prevention/indicators.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@page(access.SEE_INDICATOR, thing="uuid")
def indicator(request: HttpRequest, definition: IndicatorDefinition) -> HttpResponse:
    """One rule; a POST makes it stricter for one's own school."""
    who, on = request.who, request.today  # type: ignore[attr-defined]
    shape = queries.indicator_page(definition, who, on=on)
    base = shape.programme
    initial = {"watch": base.watch, "act": base.act} if base is not None else {}
    form = TightenForm(request.POST if request.method == "POST" else None, schools=shape.schools, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        body = access.TIGHTEN.fetch(who, path=data["path"])
        try:
            actions.tighten(body, by=who, on=on, definition=definition, watch=data["watch"], act=data["act"])
        except RuleBroken as refusal:
            form.add_error(None, str(REFUSALS.get(refusal.code, refusal.code)) % refusal.facts)
        else:
            messages.success(request, _("In force from today for this school. Signals made before keep their rule."))
            return redirect("prevention:indicator", uuid=definition.uuid)
    context = {"page": shape, "form": form if shape.schools else None}
    return render(request, "prevention/indicator.html", context, status=422 if form.is_bound else 200)
