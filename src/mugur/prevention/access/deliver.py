"""Who sees sessions of support; recording and correcting is the ledger's own right."""

from mugur.access.rights import Member, Right
from mugur.organisations import roles
from mugur.support.access import GIVERS, OPEN, RECORD, SEE, TAKE_BACK, OwnAs

SEE_SESSION = Right(
    "prevention.session.see", "support.Session",
    (OwnAs(GIVERS), Member(roles.COORDINATOR), Member(roles.HEAD)),
    meaning="See sessions of support: one's own, or those of one's school",
)  # fmt: skip

__all__ = ["OPEN", "RECORD", "SEE", "SEE_SESSION", "TAKE_BACK"]
