"""Who may see a learner's facts and path."""

from mugur.access.rights import Assigned, Member, Right
from mugur.organisations import roles

SCHOOL = (
    Assigned("class_teacher", at="pk"), Assigned("case_team", at="pk"), Member(roles.COORDINATOR, at="home_path"),
    Member(roles.HEAD, at="home_path"),
)  # fmt: skip
FACTS = Right(
    "prevention.facts.see", "people.Person", SCHOOL,
    meaning="See a learner's attendance and marks", person_at="pk",
)  # fmt: skip
PATH = Right(
    "prevention.path.see", "people.Person", SCHOOL,
    meaning="See the whole path of a learner, and take it along as a table", person_at="pk",
)  # fmt: skip
#: Restricted measures (psychologist, special needs) are seen by the case team alone.
RESTRICTED = Right(
    "prevention.path.restricted", "people.Person", (Assigned("case_team", at="pk"),),
    meaning="See restricted measures in a learner's path", person_at="pk",
)  # fmt: skip
