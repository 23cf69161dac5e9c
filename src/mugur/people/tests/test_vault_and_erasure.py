"""The vault opens one thing at a time; the eraser leaves no marker; holds win and end."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction
from tests.builders import DAY, a_group, a_guardian_of, a_learner, acting_as, an_account, the_world, who

from mugur.access import chain
from mugur.access.crypt import seal, unseal
from mugur.access.models import AuditEntry
from mugur.access.reach import scope
from mugur.access.who import machine
from mugur.lib.errors import NoRight, RuleBroken
from mugur.people import erasure, holds, vault
from mugur.people.models import Assignment, Consent, Enrolment, Guardianship, Person, VaultNote

pytestmark = pytest.mark.django_db(databases=["default", "vault", "erase", "wide"])
MARK = "MARKERXYZ"


def a_specialist_of(learner: Person) -> Any:
    account = an_account(("specialist", learner.home_path))
    Assignment(
        kind="case_team", account=account, person=learner, org_path=learner.home_path, starts=date(2026, 9, 1)
    ).save()
    return account


def test_a_number_is_matched_and_masked_but_never_stored_in_clear() -> None:
    with the_world():
        learner = a_learner()
    vault.keep_identifier(learner.uuid, "LV-PK", "310208-10006")
    vault.keep_identifier(learner.uuid, "LV-PK", "310208-10006")
    assert vault.match_identifier("LV-PK", "31020810006") == learner.uuid
    assert vault.masked(learner.uuid, "LV-PK").startswith("31•") and "0208" not in vault.masked(learner.uuid, "LV-PK")
    with connections["vault"].cursor() as cursor:
        cursor.execute("select count(*) from vault.identifier where sealed::text like '%310208%'")
        assert cursor.fetchone()[0] == 0


def test_the_app_login_cannot_read_the_vault() -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select * from vault.note")


def test_a_note_is_opened_by_the_case_team_only_and_leaves_a_trace() -> None:
    with the_world():
        learner = a_learner()
        specialist, head = a_specialist_of(learner), an_account(("head", learner.home_path))
    with acting_as(who(specialist)) as by:
        vault.write_note(learner, text="father is ill", by=by, on=DAY)
        assert [n.text for n in vault.open_notes(learner, by=by, on=DAY, ground="talk today")] == ["father is ill"]
        assert AuditEntry.objects.filter(event="people.vault.notes_opened", person_id=learner.pk).count() == 1
    with acting_as(who(head)) as by, pytest.raises(NoRight):
        vault.open_notes(learner, by=by, on=DAY, ground="curious")
    assert vault.notes_kept(learner.uuid) == 1


def test_a_ciphertext_moved_to_another_person_does_not_open() -> None:
    kid, sealed = seal("vault_kek", b"secret", bound_to="note|a")
    assert unseal("vault_kek", kid, sealed, bound_to="note|a") == b"secret"
    with pytest.raises(InvalidTag):
        unseal("vault_kek", kid, sealed, bound_to="note|b")


@pytest.mark.django_db(transaction=True, databases=["default", "vault", "erase", "wide"])
class TestEraser:
    """Real transactions: the eraser has its own login."""

    def a_person_full_of_markers(self) -> tuple[Person, Any]:
        with the_world():
            group = a_group()
            learner = a_learner(
                group=group,
                given_name=MARK,
                family_name=MARK,
                email=f"{MARK}@x.example".lower(),
                sex="f",
                source_id=MARK,
            )
            guardian = a_guardian_of(learner)
            Consent(person=learner, org_path=learner.home_path, purpose="plan", answer="agree", signer=guardian, signed_as="guardian",
                    method="paper", comment=MARK, given_on=DAY).save()  # fmt: skip
            enrolment = Enrolment.objects.get(person=learner)
            enrolment.starts, enrolment.ends, enrolment.destination = date(2014, 9, 1), date(2018, 6, 1), MARK
            enrolment.save()
            officer = an_account(("data_protection_officer", "lv."))
            a_specialist_of(learner)
        VaultNote(person_uuid=learner.uuid, org_path=learner.home_path, kid="x", sealed=b"x", written_on=DAY).save()
        return learner, officer

    def test_the_eraser_leaves_no_marker_and_the_chain_verifies(self) -> None:
        learner, officer = self.a_person_full_of_markers()
        by = who(officer)
        with scope(by.reach, on=DAY):
            erasure.erase(learner, by=by, on=DAY)
        with connections["erase"].cursor() as cursor:
            cursor.execute(
                "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
            )
            for (table,) in cursor.fetchall():
                if table.startswith(
                    ("django_", "auth_", "procrastinate", "prevention_attendancefact_", "account_", "mfa_", "web_")
                ):
                    continue
                cursor.execute("select set_config('app.paths', '-', false)")
                cursor.execute(f'select count(*) from "{table}" t where t::text ilike %s', [f"%{MARK}%"])
                assert cursor.fetchone()[0] == 0, table
        with connections["vault"].cursor() as cursor:
            cursor.execute("select count(*) from vault.note where person_uuid = %s", [learner.uuid])
            assert cursor.fetchone()[0] == 0
        assert list(chain.verify("wide")) == []
        with scope(by.reach, on=DAY):
            gone = Person.objects.get(pk=learner.pk)
            assert gone.erased_on == DAY and gone.birth_date is None
            assert not Guardianship.objects.filter(person=gone).exists()
        assert str(learner.uuid) in (Path(settings.MUGUR_HOME) / erasure.REPLAY).read_text()

    def test_a_running_term_refuses_and_a_hold_wins_until_it_ends(self) -> None:
        learner, officer = self.a_person_full_of_markers()
        with the_world():
            second = an_account(("data_protection_officer", "lv."))
            young = a_learner()
        by, other = who(officer), who(second)
        with pytest.raises(RuleBroken, match="people.term"), scope(by.reach, on=DAY):
            erasure.erase(young, by=by, on=DAY)
        with scope(by.reach, on=DAY):
            hold = holds.ask(learner, by=by, on=DAY, ground="audit of the fund", ends=date(2026, 12, 31))
        with pytest.raises(RuleBroken, match="people.hold_own"), scope(by.reach, on=DAY):
            holds.confirm(hold, by=by, on=DAY)
        with scope(other.reach, on=DAY):
            holds.confirm(hold, by=other, on=DAY)
        with pytest.raises(RuleBroken, match="people.hold"), scope(by.reach, on=DAY):
            erasure.erase(learner, by=by, on=DAY)
        after = date(2027, 1, 2)
        with scope(by.reach, on=after):
            erasure.erase(learner, by=by, on=after)

    def test_a_restored_backup_is_erased_again(self) -> None:
        learner, officer = self.a_person_full_of_markers()
        erasure._remember(learner.uuid, DAY)
        assert erasure.replay(DAY) >= 1
        with scope(machine("test", on=DAY, paths=("lv.",)).reach, on=DAY):
            assert Person.objects.get(pk=learner.pk).given_name != MARK
        assert officer.is_active
