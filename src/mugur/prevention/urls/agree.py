"""Addresses of assessment, plan, approval, review, and of families by link."""

from django.urls import URLPattern, path

from mugur.prevention.views import application, approvals, assessment, guardian, plan, review

urlpatterns: list[URLPattern] = [
    path("assessments/<uuid:uuid>/", assessment.assessment, name="assessment"),
    path("assessments/<uuid:uuid>/restricted/", assessment.assessment_restricted, name="assessment_restricted"),
    path("plans/", plan.plan_list, name="plans"),
    path("plans/<uuid:uuid>/", plan.plan, name="plan"),
    path("plans/<uuid:uuid>/sheet/", plan.plan_sheet, name="plan_sheet"),
    path("plans/<uuid:uuid>/plain/", plan.plan_plain, name="plan_plain"),
    path("plans/<uuid:uuid>/readers/", plan.plan_readers, name="plan_readers"),
    path("plans/<uuid:uuid>/begin/", plan.plan_begin, name="plan_begin"),
    path("plans/<uuid:uuid>/stop/", plan.plan_stop, name="plan_stop"),
    path("plans/<uuid:uuid>/link/", application.plan_link, name="plan_link"),
    path("plans/<uuid:uuid>/review/", review.review_hold, name="review_hold"),
    path("reviews/<uuid:uuid>/", review.review, name="review"),
    path("learners/<uuid:uuid>/plan/", plan.plan_open, name="plan_open"),
    path("versions/<uuid:uuid>/edit/", plan.plan_edit_view, name="plan_edit"),
    path("versions/<uuid:uuid>/check/", plan.plan_check, name="plan_check"),
    path("versions/<uuid:uuid>/take-back/", plan.plan_take_back, name="plan_take_back"),
    path("versions/<uuid:uuid>/give-up/", plan.plan_give_up, name="plan_give_up"),
    path("versions/<uuid:uuid>/paper/", application.plan_paper, name="plan_paper"),
    path("papers/<uuid:uuid>/", application.paper, name="paper"),
    path("signals/<uuid:uuid>/link/", application.signal_link, name="signal_link"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/together/", approvals.approve_together, name="approve_together"),
    path("approvals/<uuid:uuid>/", approvals.approval, name="approval"),
    path("approvals/<uuid:uuid>/pass-on/", approvals.approval_pass_on, name="approval_pass_on"),
    path("objections/<uuid:uuid>/", approvals.objection_page, name="objection"),
    path("link/plan/", guardian.guardian_plan, name="guardian_plan"),
    path("link/my-plan/", guardian.guardian_plan, name="learner_plan"),
    path("link/plan/answer/", guardian.guardian_answer, name="guardian_answer"),
    path("link/plan/withdraw/", guardian.guardian_withdraw, name="guardian_withdraw"),
    path("link/plan/words/", guardian.learner_words, name="learner_words"),
    path("link/plan/sheet/", guardian.guardian_sheet, name="guardian_sheet"),
    path("link/signal/", guardian.guardian_signal, name="guardian_signal"),
    path("link/reads/", guardian.family_look, name="family_look"),
    path("link/not-me/", guardian.not_me, name="not_me"),
]
