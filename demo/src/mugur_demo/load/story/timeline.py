"""What is told after which run of the indicators; a day here is one of the default demonstration."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connections

from mugur.access.models import ReadEntry

from ..copying import owners_desk
from ..stage import Stage
from . import class_of_kl, ef, others, papers

Act = Callable[[Stage], None]


def looked_at(stage: Stage) -> None:
    """Six reads of G. H., which the guardian sees; one has the ground of an approval."""
    pk, path = stage.pk("G. H."), stage.register.home[stage.position("G. H.")]
    rows = [
        (stage.moment(stage.on(one.day), one.at).isoformat(), stage.on(one.day), pk, path,
         f"account:{stage.places.account[one.who]}", stage.places.account[one.who], one.role, one.page, one.ground, 1)
        for one in others.READS
    ]  # fmt: skip
    with owners_desk(stage.day) as desk:
        desk.copy(ReadEntry, "at day person_id org_path actor account_id role page ground shown", rows, path=path)


ACTS: dict[str, tuple[Act, ...]] = {
    "2025-02-03": (ef.first_plan,),
    "2025-05-30": (ef.first_review,),
    "2025-11-10": (ef.second_plan,),
    "2026-03-27": (papers.bakery,),
    "2026-05-29": (ef.second_review,),
    "2026-09-18": (class_of_kl.homework_group, ef.third_plan),
    "2026-10-02": (class_of_kl.no_plan, class_of_kl.gh_first_plan),
    "2026-10-16": (class_of_kl.ab_autumn, class_of_kl.protected),
    "2026-10-30": (class_of_kl.ab_not_a_concern,),
    "2026-11-06": (others.returned,),
    "2026-11-13": (others.km_objects, class_of_kl.no_guardian, papers.october_corrected),
    "2026-11-20": (
        class_of_kl.homework_given,
        others.within_limits,
        others.need_an_eye,
        others.at_the_head,
        others.az_waits,
        class_of_kl.gh_second_version,
        class_of_kl.no_handed_on,
        class_of_kl.today,
        papers.roster_waits,
        looked_at,
    ),
}


def prepare(stage: Stage) -> None:
    """Lets the connections of the loader wait as long as a load takes."""
    for alias in ("default", "vault"):
        with connections[alias].cursor() as cursor:
            cursor.execute("set statement_timeout = 0")
            cursor.execute("set idle_in_transaction_session_timeout = 0")
