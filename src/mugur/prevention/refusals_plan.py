"""What agreement refuses, in words."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "prevention.paper_day": _("A paper is signed today or before, not on a day to come."),
    "prevention.own_plan": _("You cannot approve a plan you wrote yourself. Ask the head."),
    "prevention.own_plan_deputy": _(
        "You cannot approve a plan you wrote yourself. Pass it on: another coordinator of the municipality decides."
    ),
    "prevention.no_deputy": _(
        "Nobody else decides at this level. Ask the administrator of your organisation to name a deputy; "
        "the version stays here."
    ),
    "prevention.plan_state": _("The plan is in another state now. Look at it again; nothing was changed."),
    "prevention.version_state": _("This version is in another state now. Look at it again; nothing was changed."),
    "prevention.version_fixed": _("This version has been submitted. Take it back first, then change it."),
    "prevention.plan_exists": _("The learner already has a plan for these days. Change that plan, or close it first."),
    "prevention.plan_empty": _("A plan needs a goal and a measure before it is sent."),
    "prevention.being_agreed": _("A newer version is already being agreed. Change that one."),
    "prevention.needs_eye": _("This version needs a decision of its own: open it and read why."),
    "prevention.term_over": _("The term of this plan is over. Copy it to the next term."),
    "prevention.money_used": _("Support was already given under this plan, so it cannot be void. Close it."),
    "prevention.reason_missing": _("Give the reason."),
    "prevention.line_elsewhere": _("A line of this form belongs to another plan. Open the plan again."),
    "prevention.line_days": _("A measure ends before it begins. Look at its days."),
    "prevention.line_goal": _("A measure stands under no goal. Look at its goal."),
    "prevention.restricted_line": _("A line with restricted reading is written by the specialist who keeps it."),
    "prevention.assessment_closed": _("This assessment is closed."),
    "prevention.assessment_step": _("Choose the level and the next step before you close the assessment."),
    "prevention.risk_unknown": _("There is no risk area “%(area)s”."),
    "prevention.not_yours_to_sign": _("Only a guardian who may sign, or the learner from 18 on, can do this."),
    "prevention.already_withdrawn": _("This application has already been withdrawn."),
    "prevention.already_answered": _("This version has already been answered."),
    "prevention.already_objected": _("The objection has been received. The head decides and tells you."),
    "prevention.signal_not_answered": _("The school has not answered this yet. A link can be given once it has."),
    "prevention.no_objection": _("There is no open objection here."),
    "prevention.no_guardian": _("This person is not a guardian who may see the plan today. Nothing was sent."),
    "prevention.paper.kind": _("Only PDF, JPEG and PNG are taken. This file is something else; nothing was kept."),
    "prevention.paper.name": _("The name of the file does not fit what is in it. Nothing was kept."),
    "prevention.paper.too_big": _("The file is too big: at most 15 MB and 40 million pixels. Nothing was kept."),
    "prevention.paper.broken": _("The file is damaged or not complete. Scan the paper again; nothing was kept."),
    "prevention.paper.acts": _(
        "This PDF holds scripts, files or forms, or it is locked. Print it and scan it; nothing was kept."
    ),
    "prevention.review_goals": _("Give a result for every goal."),
    "prevention.review_early": _("A review needs a plan that is or was in force."),
}
