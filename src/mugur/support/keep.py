"""Why deliveries are kept, and until when."""

from mugur.access.keep import Keep, keep, years_after

PROOF = "Proof of support given, for review and for the fund (GDPR Art. 6(1)(e); CPR 2021/1060 Art. 82)"
SOURCE = "Fund retention: five years from 31 December of the last payment; reference data, to be checked per operation"

keep(Keep(
    "support.Session", personal=(),
    ordinary=("measure", "group", "title", "day", "begins", "minutes", "place", "provider", "planned"),
    reason="Names no learner", source=SOURCE, until=years_after("day", 7), then="keep", person_at="",
))  # fmt: skip
keep(Keep(
    "support.Delivery", personal=("reason",),
    ordinary=("measure", "session", "planned_line", "day", "minutes", "units", "cents", "present", "countable",
              "why_not", "provider", "reverses", "recorded_at"),
    reason=PROOF, source=SOURCE, until=years_after("day", 7),
))  # fmt: skip
keep(Keep(
    "support.Occupied", personal=("during",), ordinary=("delivery", "released"),
    reason="No double support in one hour", source=SOURCE, until=years_after("last_enrolment", 1), then="delete",
))  # fmt: skip
