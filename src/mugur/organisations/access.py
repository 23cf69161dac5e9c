"""Who may see and change bodies and give roles."""

from mugur.access.rights import AnyMember, Machine, Member, Own, Right

from . import roles

SEE = Right(
    "organisations.organisation.see", "organisations.Organisation", (AnyMember(),),
    meaning="See the names and kinds of bodies",
)  # fmt: skip
CHANGE = Right(
    "organisations.organisation.change", "organisations.Organisation",
    (Member(roles.ORG_ADMIN, at="path"), Member(roles.PLATFORM_ADMIN, at="path"), Machine("setup", at="path")),
    meaning="Create bodies under this one and change them", second_factor=True,
)  # fmt: skip
GRANT = Right(
    "organisations.membership.grant", "organisations.Organisation",
    (Member(roles.ORG_ADMIN, at="path"), Member(roles.PLATFORM_ADMIN, at="path"), Machine("setup", at="path")),
    meaning="Give a role at this body to another account", second_factor=True,
)  # fmt: skip
END = Right(
    "organisations.membership.end", "organisations.Membership",
    (Member(roles.ORG_ADMIN, at="organisation__path"), Member(roles.DPO, at="organisation__path"),
     Machine("setup", at="org_path")),
    meaning="End a role", second_factor=True,
)  # fmt: skip
SEE_MEMBERSHIP = Right(
    "organisations.membership.see", "organisations.Membership",
    (Own("account_id"), Member(roles.ORG_ADMIN, at="organisation__path"), Member(roles.DPO, at="organisation__path")),
    meaning="See who holds which role",
)  # fmt: skip
