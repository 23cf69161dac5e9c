"""Review: result per goal, risk before and after, what happens next."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mugur.access.models import Account
from mugur.access.records import Scoped
from mugur.access.wall import Wall
from mugur.people.models import Person

from .plan import SupportPlan


class Review(Scoped):
    """One review of a plan, held with the learner."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    with_whom = models.JSONField(default=list)
    learner_view = models.TextField(default="", blank=True)
    guardian_view = models.TextField(default="", blank=True)
    summary = models.TextField(default="", blank=True)
    risk_before = models.CharField(max_length=8)
    risk_after = models.CharField(max_length=8)
    decision = models.CharField(max_length=10)
    facts = models.JSONField(default=dict)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    append_only = True
    wall = Wall(link=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_decides_continue_change_close_or_hand_over",
                condition=Q(decision__in=["continue", "change", "close", "hand_over"]),
            ),
            models.CheckConstraint(
                name="review_names_risk_before_and_after",
                condition=Q(risk_before__in=["none", "watch", "act"], risk_after__in=["none", "watch", "act"]),
            ),
        ]
        indexes = [models.Index(fields=["person", "-held_on"]), models.Index(fields=["org_path", "-held_on"])]


class ReviewResult(Scoped):
    """What became of one goal."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="results")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    goal_line = models.UUIDField()
    result = models.CharField(max_length=8)
    value = models.CharField(max_length=40, default="", blank=True)
    comment = models.CharField(max_length=240, default="", blank=True)

    append_only = True
    wall = Wall(link=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="goal_is_reached_partly_or_not", condition=Q(result__in=["reached", "partly", "not"])
            ),
            models.UniqueConstraint(name="goal_has_one_result_in_a_review", fields=["review", "goal_line"]),
        ]
