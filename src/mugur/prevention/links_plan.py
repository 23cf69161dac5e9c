"""What links of this room are for: each opens one page and one act."""

from mugur.access.links import purpose

from .access import family

GUARDIAN_PLAN = purpose(
    family.GUARDIAN_PLAN, days=14, uses=1, page="prevention:guardian_plan",
    meaning="A guardian reads the plan and applies, asks or objects",
)  # fmt: skip
GUARDIAN_SIGNAL = purpose(
    family.GUARDIAN_SIGNAL, days=14, uses=1, page="prevention:guardian_signal",
    meaning="A guardian reads what was noticed and may object",
)  # fmt: skip
LEARNER_PLAN = purpose(
    family.LEARNER_PLAN, days=14, uses=1, page="prevention:learner_plan",
    meaning="A learner reads the own plan and adds own words; from 18 on applies",
)  # fmt: skip
LOOK = purpose(
    family.LOOK, days=7, uses=1, page="prevention:family_look",
    meaning="A guardian or learner sees who looked at the data",
)  # fmt: skip
