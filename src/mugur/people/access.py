"""Who may see persons, import rosters, and decide about learners a file no longer names."""

from mugur.access.rights import AnyMember, Assigned, ByLink, Machine, Member, Right, Tied
from mugur.organisations import roles

FAMILY = ("guardian.plan", "guardian.signal", "learner.plan", "family.look")

SEE = Right(
    "people.person.see", "people.Person",
    (
        Assigned("class_teacher", at="pk"), Assigned("case_team", at="pk"), Member(roles.COORDINATOR, at="home_path"),
        Member(roles.HEAD, at="home_path"), Member(roles.MUNICIPALITY, at="home_path"), ByLink(FAMILY, at="pk"),
    ),
    meaning="See a learner's card", person_at="pk",
)  # fmt: skip
SEE_NAME = Right(
    "people.person.see_name", "people.Person",
    (*SEE.grants, Tied("provider", at="pk"), Member(roles.ASSISTANT, at="home_path")),
    meaning="See a learner's name when giving support", person_at="pk",
)  # fmt: skip
SEE_GROUP = Right(
    "people.group.see", "people.Group",
    (Member(roles.CLASS_TEACHER), Member(roles.SPECIALIST), Member(roles.ASSISTANT), Member(roles.COORDINATOR), Member(roles.HEAD)),
    meaning="See the groups of one's school",
)  # fmt: skip
IMPORT = Right(
    "people.roster.import", "organisations.Organisation",
    (Member(roles.DATA_STEWARD, at="path"), Machine("import", at="path"), Machine("demo", at="path")),
    meaning="Bring in rosters and facts of this body", second_factor=True,
)  # fmt: skip
SEE_BATCH = Right(
    "people.batch.see", "people.ImportBatch", (Member(roles.DATA_STEWARD), Member(roles.ORG_ADMIN)),
    meaning="See imports and their findings",
)  # fmt: skip
CHANGE_BATCH = Right(
    "people.batch.change", "people.ImportBatch", (Member(roles.DATA_STEWARD), Machine("import")),
    meaning="Decide on findings and bring in a file", second_factor=True,
)  # fmt: skip
DECIDE_MISSING = Right(
    "people.missing.decide", "people.MissingLearner",
    (Member(roles.COORDINATOR), Member(roles.DATA_STEWARD)),
    meaning="Say what became of a learner whom a file no longer names", second_factor=True, person_at="person_id",
)  # fmt: skip
RESTRICT = Right(
    "people.guardianship.restrict", "people.Person",
    (Member(roles.COORDINATOR, at="home_path"), Member(roles.HEAD, at="home_path")),
    meaning="End a guardian's view at once", second_factor=True, person_at="pk",
)  # fmt: skip
SEE_READS = Right(
    "people.reads.see", "people.Person", (ByLink(FAMILY, at="pk"), Member(roles.DPO, at="home_path")),
    meaning="See who looked at a learner's data", person_at="pk",
)  # fmt: skip
ERASE = Right(
    "people.person.erase", "people.Person", (Member(roles.DPO, at="home_path"), Machine("eraser", at="home_path")),
    meaning="Erase a person whose term is over", second_factor=True, person_at="pk",
)  # fmt: skip
HOLD = Right(
    "people.person.hold", "people.Person", (Member(roles.DPO, at="home_path"),),
    meaning="Ask for or confirm a legal hold", second_factor=True, person_at="pk",
)  # fmt: skip
CONFIRM_HOLD = Right(
    "people.hold.confirm", "access.Hold", (Member(roles.DPO),),
    meaning="Confirm a legal hold asked for by another person", second_factor=True,
)  # fmt: skip
VAULT = Right(
    "people.vault.see", "people.Person",
    (Assigned("case_team", at="pk"),),
    meaning="Open one restricted note or fact of a learner in one's case team", second_factor=True, person_at="pk",
)  # fmt: skip
STAFF = Right("people.staff.work", "access.Account", (AnyMember(),), meaning="Have work in one's own list")  # fmt: skip
