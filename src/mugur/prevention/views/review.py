"""Pages of a review."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from mugur.prevention.access import plan as access
from mugur.prevention.actions import review as actions
from mugur.prevention.forms.review import WITH, ReviewForm
from mugur.prevention.models import Review, SupportPlan
from mugur.prevention.queries import review as queries
from mugur.web.pages import page


@require_http_methods(["GET", "POST"])
@page(access.REVIEW, thing="uuid")
def review_hold(request: HttpRequest, plan: SupportPlan) -> HttpResponse:
    """Holds a review: facts on the right, people first."""
    by, on = request.who, request.today  # type: ignore[attr-defined]
    shape = queries.review_page(plan, on=on)
    form = ReviewForm(request.POST or None, goals=shape.goals, initial={"risk_before": shape.risk_before})
    if request.method == "POST" and form.is_valid():
        made = actions.hold(plan, by=by, on=on, held=form.held())
        return redirect("prevention:review", uuid=made.uuid)
    return render(
        request, "prevention/review_hold.html", {"page": shape, "form": form}, status=422 if form.is_bound else 200
    )


@require_GET
@page(access.SEE_REVIEW, thing="uuid")
def review(request: HttpRequest, review: Review) -> HttpResponse:
    """A review that was held."""
    words = dict(WITH)
    shape = queries.held_review(review)
    context = {"page": shape, "with_whom": [words.get(w, w) for w in review.with_whom]}
    return render(request, "prevention/review.html", context)
