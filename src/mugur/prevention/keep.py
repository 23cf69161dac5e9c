"""Why the facts and decisions of prevention are kept, until when, and what happens then."""

from typing import Any

from mugur.access.keep import Keep, Then, keep, years_after

TASK = "Notice early who may leave school and support them (GDPR Art. 6(1)(e); national education acts)"
SOURCE = "Latvia: Cabinet Regulation 89 of 1 February 2011 (absence), Education Act; reference data, to be checked per country"
END = years_after("last_enrolment", 5)


def _line(model: str, personal: tuple[str, ...], ordinary: tuple[str, ...], then: Then = "erase", **more: Any) -> None:
    keep(
        Keep(
            f"prevention.{model}",
            personal=personal,
            ordinary=ordinary,
            reason=TASK,
            source=SOURCE,
            until=END,
            then=then,
            **more,
        )
    )


_line(
    "AttendanceFact",
    ("possible", "excused", "unexcused", "late", "pattern"),
    ("person_id", "day", "days", "batch_id"),
    "delete",
)
_line(
    "AttendanceChange",
    ("possible", "excused", "unexcused", "late"),
    ("person_id", "day", "batch_id", "replaced_by", "changed_at"),
    "delete",
)
_line("MarkFact", ("subject", "mark", "exempt"), ("kind", "term", "day", "scale", "batch_id"), "delete")
_line("Incident", ("category", "serious", "count"), ("day", "batch_id"), "delete")
_line("IndicatorResult", ("level", "value", "inputs"), ("run", "version", "on"), "delete")
_line("ObservationSheet", ("signs", "text"), ("account", "day"))
_line(
    "Signal", ("value", "inputs", "request_text", "reason", "first_step", "supported_by"),
    ("origin", "definition", "version", "sheet", "level", "noticed_on", "due_on", "state", "answer", "reason_code",
     "answered_by", "answered_on", "handed_to", "objected_on", "reopened_from"),
)  # fmt: skip
_line("SignalEvent", ("value", "text"), ("signal", "day", "kind", "account_id", "recorded_at"))
_line(
    "Assessment", ("strengths", "learner_view", "risks", "level", "next_step"),
    ("signal", "state", "opened_by", "opened_on", "due_on", "closed_on"),
)  # fmt: skip
_line(
    "SupportPlan", ("reason",),
    ("school", "term", "number", "state", "author", "signal", "assessment", "previous", "starts", "ends", "closed_on", "closure"),
)  # fmt: skip
_line(
    "PlanVersion", ("strengths", "learner_words", "summary", "returned_comment"),
    ("plan", "number", "state", "author", "hash", "total_cents", "change_cents", "currency", "exceptions", "application",
     "submitted_on", "due_on", "approved_on"),
)  # fmt: skip
_line(
    "Goal", ("risk", "risk_text", "text", "baseline", "target"), ("version", "line", "position", "measured_by", "due"),
)  # fmt: skip
_line(
    "PlannedMeasure", ("detail", "provider_name", "reason", "when", "paid_elsewhere"),
    ("version", "goal_line", "line", "position", "measure", "units", "cents", "provider", "group", "starts", "ends", "restricted"),
)  # fmt: skip
_line(
    "Approval", ("comment", "lines"),
    ("version", "level", "decision", "account", "author", "version_hash", "change_cents", "day", "decided_at"),
)  # fmt: skip
_line(
    "Review", ("learner_view", "guardian_view", "summary", "with_whom", "facts"),
    ("risk_before", "risk_after", "plan", "held_on", "decision", "account"),
)  # fmt: skip
_line("ReviewResult", ("value", "comment"), ("review", "goal_line", "result"))
