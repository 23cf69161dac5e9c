"""The pages of imports: send, look, answer in groups, bring in; leave nothing half done and show nothing twice."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext
from tests.builders import DAY, a_body, an_account, sign_in, the_world, who

from mugur.access.jobs import perform
from mugur.access.models import Account, Job, ReadEntry
from mugur.access.reach import Reach, scope
from mugur.organisations.models import Membership
from mugur.people import actions
from mugur.people.imports import store, tables
from mugur.people.models import Enrolment, ImportBatch, ImportFinding, MissingLearner, Person

from .as_worker import the_worker
from .test_import_roster import HEAD, bring_in, learners

pytestmark = pytest.mark.django_db(databases=["default", "worker", "wide", "vault"])
BAD = [
    "L7,Kalns,Juris,03/04/2012,7.A,7,S1,Skola A,",
    "L8,Kalns,Uldis,05/06/2012,7.A,7,S1,Skola A,",
    "L9,,Eva,2012-01-01,7.a,7,S1,Skola A,",
]


@pytest.fixture
def steward() -> Account:
    with the_world():
        a_body("lv.aiz.", kind="municipality", name="Aizkraukles novads")
        return an_account(("data_steward", "lv.aiz."))


def send(client: Any, rows: list[str], *, kind: str = "roster", name: str = "roster.csv", head: str = HEAD) -> Any:
    with the_world():
        source = a_body("lv.aiz.")
    upload = SimpleUploadedFile(name, (head + "\n".join(rows) + "\n").encode())
    return client.post("/imports/send/", {"source": source.uuid, "kind": kind, "file": upload})


def the_batch() -> ImportBatch:
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        return ImportBatch.objects.latest("pk")


def page_of(client: Any, batch: ImportBatch | None = None) -> str:
    batch = batch or the_batch()
    answer = client.get(f"/imports/{batch.uuid}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def post(client: Any, verb: str, data: dict[str, Any] | None = None) -> Any:
    return client.post(f"/imports/{the_batch().uuid}/{verb}/", data or {})


def persons() -> set[str]:
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        return set(Person.objects.values_list("source_id", flat=True))


def test_the_list_invites_to_send_a_first_file(client: Any, steward: Account) -> None:
    sign_in(client, steward)
    body = client.get("/imports/").content.decode()
    assert "Nothing has been sent yet" in body and "Send and look" in body


def test_a_file_is_looked_at_first_and_nothing_is_written(client: Any, steward: Account) -> None:
    sign_in(client, steward)
    answer = send(client, [*learners(4), *BAD])
    assert answer.status_code == 302
    body = page_of(client)
    assert "7 rows read, 3 need you" in body and "Nothing has been written yet" in body
    assert "Cannot come in like this" in body and "The date can be read in two ways" in body
    assert "Bring in 4 rows" in body and "7.A" in body
    assert persons() == set()


def test_one_answer_settles_a_group_and_the_rest_comes_in(client: Any, steward: Account) -> None:
    sign_in(client, steward)
    send(client, [*learners(4), *BAD])
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        keys = {
            f"{f.level}|{f.rule}|{f.facts.get('together', '')}" for f in ImportFinding.objects.exclude(level="note")
        }
    for key in sorted(key for key in keys if "two_ways" in key or "spelling" in key):
        assert post(client, "answer", {"group": key, "verb": "take"}).status_code == 302
    assert "Bring in 6 rows" in page_of(client)
    assert post(client, "bring").status_code == 302
    assert persons() == {"L1", "L2", "L3", "L4", "L7", "L8"}
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert {p.groups.get().group.title for p in Person.objects.filter(source_id__in=["L1", "L7"])} == {"7.a"}
        assert Person.objects.get(source_id="L7").birth_date.isoformat() == "2012-04-03"
    body = page_of(client)
    assert "What has happened" in body and "Bring in" not in body
    batch = the_batch()
    assert batch.state == "your_turn" and store._folder().joinpath(batch.stored).is_file()
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        cell = ImportFinding.objects.get(level="error")
    post(client, "answer", {"verb": "correct", "finding": cell.pk, "value": "Kalna"})
    assert "Bring in 7 rows" in page_of(client)
    post(client, "bring")
    assert "L9" in persons()
    batch = the_batch()
    assert (batch.state, batch.stored, batch.decisions) == ("done", "", {})
    assert "Brought in" in page_of(client)


def test_the_same_file_twice_says_that_nothing_changes(client: Any, steward: Account) -> None:
    sign_in(client, steward)
    for _ in range(2):
        send(client, learners(4))
        post(client, "bring")
    batch = the_batch()
    assert batch.state == "done"
    assert batch.counts["persons"] == {"new": 0, "changed": 0, "same": 4, "waits": 0, "ended": 0}


def test_rows_can_be_left_out(client: Any, steward: Account) -> None:
    sign_in(client, steward)
    send(client, [*learners(4), BAD[2]])
    post(client, "answer", {"group": "error|roster.field.empty|", "verb": "leave"})
    body = page_of(client)
    assert "5 rows read, 0 need you" in body and "1 row is left out because you said so" in body


def test_a_short_file_is_confirmed_by_its_own_tick(client: Any, steward: Account, tmp_path: Path) -> None:
    sign_in(client, steward)
    send(client, learners(40))
    post(client, "bring")
    send(client, learners(20))
    body = page_of(client)
    assert "20 of 40 learners (50.0 %) would leave" in body
    refused = post(client, "bring")
    assert refused.status_code == 409
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert not MissingLearner.objects.exists()
    assert post(client, "bring", {"confirm": "leaving"}).status_code == 302
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert MissingLearner.objects.count() == 20
        assert not Enrolment.objects.filter(ends__isnull=False).exists()


def test_personal_codes_stand_masked_on_the_page_and_in_the_tables(client: Any, steward: Account) -> None:
    sign_in(client, steward)
    head = "source_id,family_name,given_name,personal_code,class,school_id,school\n"
    send(client, ["L1,Kalna,Anna,120399-12345,7.a,S1,Skola A"], head=head)
    assert "The personal code is not right" in page_of(client)
    batch = the_batch()
    for url in (f"/imports/{batch.uuid}/", f"/imports/{batch.uuid}/findings.csv"):
        assert "120399" not in client.get(url).content.decode("utf-8-sig")


def test_findings_go_out_as_texts_that_no_spreadsheet_computes(client: Any, steward: Account) -> None:
    sign_in(client, steward)
    send(client, ["L1,Kalna,Anna,=cmd|'/c calc'!A1,7.a,7,S1,Skola A,", "L2,Kalna,Eva,@SUM(1),7.a,7,S1,Skola A,"])
    uuid = the_batch().uuid
    rows = list(csv.reader(io.StringIO(client.get(f"/imports/{uuid}/findings.csv").content.decode("utf-8-sig"))))
    values = {row[4] for row in rows[1:]}
    assert {"'=cmd|'/c calc'!A1", "'@SUM(1)"} <= values
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/imports/{uuid}/findings.xlsx").content))
    cells = {cell.value: cell.data_type for row in book.active.iter_rows(min_row=2) for cell in row}
    assert cells["=cmd|'/c calc'!A1"] == "s" and cells[2] == "n"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＠x"])
def test_what_begins_a_formula_gets_an_apostrophe(text: str) -> None:
    assert tables.safe(text) == "'" + text and tables.safe("a" + text) == "a" + text


def test_the_file_lies_sealed_and_is_gone_when_the_import_ends(
    client: Any, steward: Account, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, steward)
    send(client, [*learners(2), BAD[2]])
    place = Path(settings.FILES) / "imports" / the_batch().stored
    assert place.stat().st_mode & 0o777 == 0o600
    assert b"bola1" not in place.read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        post(client, "close")
    assert not place.exists()
    assert the_batch().state == "failed" and persons() == set()


def test_a_large_file_sealed_in_pieces_comes_out_as_it_went_in(steward: Account) -> None:
    pieces = [bytes([n]) * 3_000_000 for n in range(4)]
    batch = ImportBatch(file_name="../../x.csv", stored=store.keep(iter(pieces)))
    with store.opened(batch) as path:
        assert path.name == "x.csv" and path.read_bytes() == b"".join(pieces)
    assert not path.exists()
    store.forget(batch.stored)


@pytest.mark.parametrize("name", ["macro.xlsm", "roster.exe", "roster.html"])
def test_other_kinds_of_files_are_refused_in_the_form(client: Any, steward: Account, name: str) -> None:
    sign_in(client, steward)
    answer = send(client, learners(1), name=name)
    assert answer.status_code == 422 and "this is no CSV, XLSX, JSON or ZIP" in answer.content.decode()
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert not ImportBatch.objects.exists()


def test_nobody_sends_for_another_body(client: Any, steward: Account) -> None:
    with the_world():
        neighbour = a_body("lv.bau.", kind="municipality")
    sign_in(client, steward)
    upload = SimpleUploadedFile("r.csv", b"x")
    answer = client.post("/imports/send/", {"source": neighbour.uuid, "kind": "roster", "file": upload})
    assert answer.status_code == 422


def test_a_neighbours_import_does_not_exist(client: Any, steward: Account) -> None:
    sign_in(client, steward)
    send(client, learners(2))
    with the_world():
        neighbour = an_account(("data_steward", "lv.bau."))
    sign_in(client, neighbour)
    uuid = the_batch().uuid
    for verb in ("", "findings.csv", "findings.xlsx"):
        assert client.get(f"/imports/{uuid}/{verb}").status_code == 404
    for verb in ("answer", "bring", "close", "again", "encoding"):
        assert client.post(f"/imports/{uuid}/{verb}/").status_code == 404


def test_without_the_second_factor_nothing_is_sent(client: Any, steward: Account) -> None:
    client.force_login(steward, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/imports/").headers["Location"].startswith("/second-factor/")
    assert send(client, learners(1)).status_code in (302, 403)
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert not ImportBatch.objects.exists()


def test_missing_learners_are_decided_by_their_school(client: Any, steward: Account, tmp_path: Path) -> None:
    sign_in(client, steward)
    send(client, learners(60))
    post(client, "bring")
    send(client, learners(57))
    post(client, "bring")
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        school = Person.objects.filter(kind="learner")[0].home_path
        here, moved, left = MissingLearner.objects.order_by("pk")
    with the_world():
        coordinator = an_account(("school_coordinator", school))
    sign_in(client, coordinator)
    body = client.get("/imports/missing/").content.decode()
    assert body.count("/imports/missing/") >= 3 and "Ābola58" in body
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert ReadEntry.objects.filter(person_id=here.person_id).exists()
    url = "/imports/missing/{}/"
    assert client.post(url.format(here.uuid), {"decision": "here"}).status_code == 302
    assert client.post(url.format(left.uuid), {"decision": "left"}).status_code == 422
    data = {"decision": "left", "left_on": "2026-11-24", "reason": "abroad", "destination": "Germany"}
    assert client.post(url.format(left.uuid), data).status_code == 302
    data = {"decision": "moved", "moved_on": "2026-11-24", "school": "Rīgas 1. skola"}
    assert client.post(url.format(moved.uuid), data).status_code == 302
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        spans = {m.decision: Enrolment.objects.get(person_id=m.person_id) for m in MissingLearner.objects.all()}
        assert (spans["here"].ends, spans["left"].exit_reason, spans["left"].destination) == (None, "abroad", "Germany")
        assert (spans["moved"].ends, spans["moved"].exit_reason) == (DAY, "moved")
    assert client.post(url.format(left.uuid), {"decision": "here"}).status_code == 422


def test_the_page_of_an_import_asks_the_database_little(client: Any, steward: Account) -> None:
    sign_in(client, steward)
    send(client, [*learners(40), *(f"X{n},,Eva,2012-01-01,7.a,7,S1,Skola A," for n in range(60))])
    with CaptureQueriesContext(connections["default"]) as asked:
        page_of(client)
    assert len(asked) <= 24, [q["sql"][:80] for q in asked.captured_queries]


@pytest.mark.django_db(databases=["default", "worker", "wide", "vault"], transaction=True)
class TestWorker:
    """Files that the worker reads and brings in."""

    HEAD = "learner,day,lessons_possible,lessons_unexcused\n"

    def asked(self, client: Any, steward: Account) -> ImportBatch:
        sign_in(client, steward)
        send(client, learners(3))
        post(client, "bring")
        rows = ["L1,2026-11-24,7,2", "LX,2026-11-24,7,0"]
        assert send(client, rows, kind="attendance", name="week.csv", head=self.HEAD).status_code == 302
        return the_batch()

    def work(self) -> Job:
        with scope(Reach.of(["lv.aiz."]), on=DAY):
            job = Job.objects.latest("pk")
        with the_worker():
            perform(job.pk, job.org_path, DAY)
        with scope(Reach.of(["lv.aiz."]), on=DAY):
            return Job.objects.get(pk=job.pk)

    def test_facts_are_read_and_brought_in_by_the_worker(self, client: Any, steward: Account) -> None:
        batch = self.asked(client, steward)
        running = client.get(f"/imports/{batch.uuid}/")
        assert b"nothing has been written" in running.content and b'hx-trigger="every 2s"' in running.content
        assert b'http-equiv="refresh"' in running.content
        assert self.work().state == "done"
        answer = client.get(f"/imports/{batch.uuid}/", headers={"HX-Request": "true"})
        assert answer.headers["HX-Refresh"] == "true" and b"The learner does not exist" in answer.content
        post(client, "bring")
        assert the_batch().state == "bringing_in"
        assert self.work().state == "done"
        batch = the_batch()
        assert batch.state == "your_turn" and batch.report["brought"]["attendance"]["new"] == 1
        with scope(Reach.of(["lv.aiz."]), on=DAY), connections["default"].cursor() as cursor:
            cursor.execute("select count(*), min(batch_id) from prevention_attendancefact")
            assert cursor.fetchone() == (1, batch.pk)

    def test_a_right_revoked_between_asking_and_running_ends_the_job_with_nothing_written(
        self, client: Any, steward: Account
    ) -> None:
        self.asked(client, steward)
        self.work()
        post(client, "bring")
        with the_world():
            Membership.objects.filter(account=steward).update(ends="2026-11-23")
        job = self.work()
        assert (job.state, job.report["code"]) == ("refused", "access.no_right")
        with the_world():
            Membership.objects.filter(account=steward).update(ends=None)
        body = page_of(client)
        assert "Nothing came in" in body and "Look at the file again" in body
        with scope(Reach.of(["lv.aiz."]), on=DAY), connections["default"].cursor() as cursor:
            cursor.execute("select count(*) from prevention_attendancefact")
            assert cursor.fetchone() == (0,)

    def test_a_failure_on_our_side_leaves_nothing_half_done_and_can_be_tried_again(
        self, client: Any, steward: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.asked(client, steward)
        self.work()
        post(client, "bring")

        def breaks(batch: Any, report: Any) -> None:
            raise RuntimeError("disk")

        with monkeypatch.context() as broken:
            broken.setattr(actions, "_keep_report", breaks)
            job = self.work()
        assert job.state == "failed" and job.reference
        body = page_of(client)
        assert job.reference in body and "Traceback" not in body
        with scope(Reach.of(["lv.aiz."]), on=DAY), connections["default"].cursor() as cursor:
            cursor.execute("select count(*) from prevention_attendancefact")
            assert cursor.fetchone() == (0,)
        post(client, "again")
        assert self.work().state == "done" and the_batch().state == "your_turn"


def test_an_unanswered_import_is_closed_after_a_fortnight(client: Any, steward: Account) -> None:
    sign_in(client, steward)
    send(client, [*learners(2), BAD[2]])
    with the_world():
        ImportBatch.objects.update(day="2026-11-01")
    with the_world():
        source = a_body("lv.aiz.")
    with scope(Reach.of(["lv.aiz."]), on=DAY):
        assert actions.close_forgotten(source, by=who(steward), on=DAY) == 1
    assert the_batch().state == "failed"


def test_bringing_in_by_command_and_by_page_agree(client: Any, steward: Account, tmp_path: Path) -> None:
    sign_in(client, steward)
    path = tmp_path / "roster.csv"
    path.write_text(HEAD + "\n".join([*learners(4), *BAD]) + "\n", encoding="utf-8")
    told = bring_in(path, dry_run=True)
    send(client, [*learners(4), *BAD])
    assert the_batch().counts == {kind: one.as_json() for kind, one in told.counts.items()}
