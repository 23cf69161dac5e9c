"""Rights, actions, audit and links: what must hold for every room."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from tests.builders import (
    DAY,
    a_body,
    a_class_teacher,
    a_group,
    a_guardian_of,
    a_learner,
    acting_as,
    an_account,
    the_world,
    who,
)

from mugur.access import chain, links, reads
from mugur.access.models import AuditEntry, AuditStream, DeniedAttempt, Link, ReadEntry
from mugur.access.reach import Reach, scope
from mugur.access.records import NakedWrite
from mugur.access.who import Who
from mugur.lib.errors import NoRight, OutOfReach, RuleBroken
from mugur.organisations import access as org_access
from mugur.organisations import actions as org_actions
from mugur.people import access as people_access
from mugur.people.models import Assignment, Person, Tie

pytestmark = pytest.mark.django_db(databases=["default", "wide"])


def test_a_record_refuses_to_be_saved_outside_an_action() -> None:
    with scope(Reach.of(["lv."]), on=DAY), pytest.raises(NakedWrite):
        Person(home_path="lv.aiz.pv.", kind="learner", given_name="A", family_name="B", sort_key="b a").save()


def test_a_class_teacher_reaches_the_own_class_and_nobody_else() -> None:
    with the_world():
        group, other = a_group(), a_group(title="AV-3a")
        mine, stranger = a_learner(group=group), a_learner(group=other)
        teacher = a_class_teacher(group)
    with acting_as(who(teacher)) as by:
        assert list(people_access.SEE.reachable(by)) == [mine]
        assert people_access.SEE.allows(by, mine) and not people_access.SEE.allows(by, stranger)
        with pytest.raises(OutOfReach):
            people_access.SEE.fetch(by, uuid=stranger.uuid)


def test_an_ended_membership_opens_nothing_from_that_day() -> None:
    with the_world():
        learner = a_learner("lv.aiz.pv.")
        head = an_account(("head", "lv.aiz.pv."), ends=DAY)
    with acting_as(who(head, on=DAY)) as by:
        assert people_access.SEE.allows(by, learner)
    with acting_as(who(head, on=DAY + timedelta(days=1))) as by:
        assert not people_access.SEE.reachable(by).exists()


def test_two_memberships_do_not_mix_role_and_span() -> None:
    with the_world():
        a_learner("lv.aiz.pv.")
        account = an_account(("class_teacher", "lv.aiz.pv."))
        from mugur.organisations.models import Membership

        Membership(
            account=account,
            organisation=a_body("lv.aiz.pv."),
            role="head",
            starts=date(2020, 1, 1),
            ends=date(2021, 1, 1),
        ).save()
        Membership(account=account, organisation=a_body("lv.bau.vs."), role="head", starts=date(2026, 1, 1)).save()
    with acting_as(who(account)) as by:
        assert not people_access.SEE.reachable(by).filter(home_path="lv.aiz.pv.").exists()


def test_a_tie_ends_on_its_day_and_does_not_open_what_it_is_not_for() -> None:
    with the_world():
        learner = a_learner("lv.aiz.pv.")
        ngo = a_body("lv.ngo.", kind="ngo")
        Tie(person=learner, home_path=learner.home_path, organisation=ngo, org_path=ngo.path, kind="provider",
            starts=date(2026, 9, 1), ends=DAY).save()  # fmt: skip
        account = an_account(("assistant", "lv.ngo."))
    with acting_as(who(account)) as by:
        assert people_access.SEE_NAME.allows(by, learner) and not people_access.SEE.allows(by, learner)
        assert list(people_access.SEE_NAME.reachable(by)) == [learner]
    with acting_as(who(account, on=DAY + timedelta(days=1))) as by:
        assert not Person.objects.filter(pk=learner.pk).exists()


def test_a_host_cannot_open_its_own_tie() -> None:
    with the_world():
        learner = a_learner("lv.aiz.pv.")
        a_body("lv.ngo.", kind="ngo")
    for home in (learner.home_path, "lv.ngo."):
        with pytest.raises(DatabaseError), scope(Reach.of(["lv.ngo."]), on=DAY), connection.cursor() as cursor:
            cursor.execute(
                "insert into people_tie (uuid, person_id, home_path, organisation_id, org_path, kind, starts)"
                " select gen_random_uuid(), %s, %s, id, path, 'provider', %s from organisations_organisation where path = 'lv.ngo.'",
                [learner.pk, home, DAY],
            )


@pytest.mark.parametrize("seed", range(3))
def test_boolean_equals_list_and_the_wall_hides_nothing_a_right_allows(seed: int) -> None:
    dice = random.Random(seed)
    schools = [f"lv.m{m}.s{s}." for m in (1, 2, 10) for s in (1, 2)]
    roles = ["class_teacher", "school_coordinator", "head", "municipality_coordinator", "national_manager", "assistant"]
    with the_world():
        groups = {s: a_group(s, title=f"{s}a") for s in schools}
        learners = [a_learner(s, group=groups[s] if dice.random() < 0.6 else None) for s in schools for _ in range(4)]
        accounts = []
        for _ in range(12):
            picked = [
                (dice.choice(roles), dice.choice(schools + ["lv.m1.", "lv.m10.", "lv."]))
                for _ in range(dice.choice([1, 2, 3]))
            ]
            account = an_account(*picked, ends=dice.choice([None, None, date(2026, 10, 1)]))
            Assignment(kind="class_teacher", account=account, group=groups[dice.choice(schools)], org_path="lv.",
                       starts=date(2026, 9, 1)).save()  # fmt: skip
            accounts.append(account)
    for account in accounts:
        with acting_as(who(account)) as by:
            for right in (people_access.SEE, people_access.SEE_NAME):
                listed = set(right.reachable(by).values_list("pk", flat=True))
                allowed = {p.pk for p in learners if right.allows(by, p)}
                assert listed == allowed


def test_a_denied_action_changes_nothing_and_says_why() -> None:
    with the_world():
        body = a_body("lv.aiz.pv.")
        head, other = an_account(("head", "lv.aiz.pv.")), an_account()
    with acting_as(who(head)) as by, pytest.raises(NoRight, match="access.no_right"):
        org_actions.give(body, by=by, on=DAY, account=other, role="head")
    assert other.memberships.count() == 0


def test_nobody_gives_a_role_to_themselves_nor_a_special_one() -> None:
    with the_world():
        body = a_body("lv.aiz.pv.")
        admin, other = an_account(("org_admin", "lv.aiz.pv.")), an_account()
    with acting_as(who(admin)) as by:
        with pytest.raises(RuleBroken, match="own_role"):
            org_actions.give(body, by=by, on=DAY, account=admin, role="head")
        with pytest.raises(RuleBroken, match="special_role"):
            org_actions.give(body, by=by, on=DAY, account=other, role="data_protection_officer")
        given = org_actions.give(body, by=by, on=DAY, account=other, role="head")
        entry = AuditEntry.objects.filter(thing_uuid=given.uuid).get()
    assert (entry.event, entry.right, entry.account_id) == (
        "organisations.membership.given",
        org_access.GRANT.name,
        admin.pk,
    )
    assert entry.data["changes"][0]["fields"]["role"] == [None, "head"]


def test_rights_with_a_second_factor_refuse_without_one() -> None:
    with the_world():
        body = a_body("lv.aiz.pv.")
        admin, other = an_account(("org_admin", "lv.aiz.pv.")), an_account()
    with acting_as(who(admin, aal=1)) as by, pytest.raises(NoRight, match="second_factor"):
        org_actions.give(body, by=by, on=DAY, account=other, role="head")


class TestChain:
    """Tampering is found wherever it happens."""

    def some_entries(self, count: int = 6) -> None:
        for n in range(count):
            chain.write(
                chain.Entry(
                    event="test.thing.happened", day=DAY, actor="account:1", org_path="lv.aiz.pv.", data={"n": n}
                )
            )

    def test_an_untouched_chain_verifies(self) -> None:
        with scope(Reach.of(["lv."]), on=DAY):
            self.some_entries()
            assert AuditStream.objects.get(name="lv.aiz.").seq == 6
            assert list(chain.verify("default")) == []

    @pytest.mark.parametrize(
        "tamper,found",
        [
            ("update access_auditentry set event = 'x.y.z' where seq = 3", "changed"),
            ("update access_auditentry set data = '{\"n\": 99}' where seq = 2", "changed"),
            ("delete from access_auditentry where seq = 4", "missing"),
            ("delete from access_auditentry where seq = 6", "cut off"),
            ("update access_auditentry set seq = 20 - seq where seq in (2, 3)", "missing"),
        ],
    )
    def test_tampering_is_found(self, tamper: str, found: str, django_db_blocker: Any) -> None:
        with scope(Reach.of(["lv."]), on=DAY):
            self.some_entries()
            rows = list(AuditEntry.objects.order_by("seq").values_list("seq", "event"))
            assert len(rows) == 6
        broken = list(_verify_with(tamper))
        assert [b.what for b in broken][:1] == [found]


def _verify_with(tamper: str) -> list[chain.Broken]:
    """Copies the entries to a scratch table of the same name, tampers there, and verifies that."""
    with scope(Reach.of(["lv."]), on=DAY), connection.cursor() as cursor:
        cursor.execute("select name, seq, head from access_auditstream where name = 'lv.aiz.'")
        name, seq, head = cursor.fetchone()
        cursor.execute(
            'select seq, at, day, event, "right", actor, account_id, role, thing, thing_uuid, person_id, org_path,'
            " data::text, previous, hash from access_auditentry where stream = %s order by seq", [name],
        )  # fmt: skip
        kept = [list(row) for row in cursor.fetchall()]
    for row in kept:
        if "event = 'x.y.z'" in tamper and row[0] == 3:
            row[3] = "x.y.z"
        if "99" in tamper and row[0] == 2:
            row[12] = '{"n": 99}'
        if "20 - seq" in tamper and row[0] in (2, 3):
            row[0] = 20 - row[0]
    gone = int(tamper[-1]) if tamper.startswith("delete") else 0
    kept = sorted((r for r in kept if r[0] != gone), key=lambda r: r[0])
    return list(chain.walk(name, seq, bytes(head), kept))


def test_every_learner_shown_is_a_read_entry() -> None:
    with the_world():
        learners = [a_learner() for _ in range(3)]
        head = an_account(("head", "lv.aiz.pv."))
    by = who(head)
    seen = reads.Reads(by, "test.page")
    token = reads.CURRENT.set(seen)
    with acting_as(by):
        reads.shown([(p.pk, p.home_path) for p in learners])
        reads.shown([(learners[0].pk, learners[0].home_path)], ground="approval")
        assert reads.flush(seen, on=DAY) == 3
        rows = ReadEntry.objects.filter(account_id=head.pk)
        assert {r.person_id for r in rows} == {p.pk for p in learners}
        assert {r.ground for r in rows} == {"", "approval"} and {r.shown for r in rows} == {3}
    reads.CURRENT.reset(token)


def test_a_denied_attempt_is_logged() -> None:
    with the_world():
        head = an_account(("head", "lv.aiz.pv."))
    by = who(head)
    with acting_as(by):
        reads.denied(by, code="access.no_right", right="x.y.z", page="p", on=DAY)
        assert DeniedAttempt.objects.filter(account_id=head.pk, right="x.y.z").count() == 1


ACT = links.purpose("test.act", days=14, uses=1, meaning="test", page="link_home")


class TestLinks:
    """A link does one thing for one person until its day."""

    def issued(self, **more: Any) -> tuple[Person, Link, str]:
        with the_world():
            learner = a_learner()
            guardian = a_guardian_of(learner)
            coordinator = an_account(("school_coordinator", learner.home_path))
        with acting_as(who(coordinator)) as by:
            link, token = links.issue(ACT, person_id=learner.pk, org_path=learner.home_path, subject="x", language="lv",
                                      by=by, on=DAY, recipient_id=guardian.pk)  # fmt: skip
        return learner, link, token

    def test_only_the_hash_is_stored(self) -> None:
        _, link, token = self.issued()
        assert token.encode() not in bytes(link.token_hash) and len(token) >= 43

    @pytest.mark.parametrize("days,open_", [(-1, False), (0, True), (14, True), (15, False)])
    def test_it_is_open_from_its_first_to_its_last_day(self, days: int, open_: bool) -> None:
        _, _, token = self.issued()
        assert (links.find(token, on=DAY + timedelta(days=days)) is not None) is open_

    def test_a_wrong_token_finds_nothing_and_a_new_one_ends_the_old(self) -> None:
        learner, link, token = self.issued()
        assert links.find(token[:-1] + "x", on=DAY) is None
        with acting_as(Who(on=DAY, machine="test", machine_paths=("lv.",))) as by:
            links.issue(ACT, person_id=learner.pk, org_path=learner.home_path, subject="x", language="lv", by=by, on=DAY,
                        recipient_id=link.recipient_id)  # fmt: skip
        assert links.find(token, on=DAY) is None

    def test_it_is_spent_once_and_for_its_own_act(self) -> None:
        _, link, _ = self.issued()
        visitor = Who(on=DAY, link=links.ticket(link))
        other = links.Purpose("other.act", 1, 1, "x")
        with pytest.raises(RuleBroken, match="link_purpose"):
            links.spend(visitor, other)
        links.spend(visitor, ACT)
        with pytest.raises(RuleBroken, match="link_spent"):
            links.spend(visitor, ACT)

    def test_opening_a_link_spends_nothing(self, client: Any) -> None:
        _, link, token = self.issued()
        with override_settings(MUGUR_DAY=DAY.isoformat()):
            for _ in range(20):
                assert client.get(f"/l/{token}/").status_code == 200
            assert client.get("/l/nonsense/").status_code == 404
            assert Link.objects.get(pk=link.pk).uses_left == 1


def test_streams_are_counted_per_second_level() -> None:
    assert (
        chain.stream_of("lv.aiz.pv.") == "lv.aiz."
        and chain.stream_of("lv.") == "lv."
        and chain.stream_of("") == "house."
    )
    with transaction.atomic():
        chain.write(chain.Entry(event="test.thing.happened", day=DAY, actor="x", org_path="ro.cj.up."))
    assert AuditStream.objects.get(name="ro.cj.").seq >= 1
