"""The published records of the package: complete, addable, in five languages, loaded twice the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from tests.builders import WORLD, the_world, who

from mugur.access.models import AuditEntry
from mugur.access.reach import scope
from mugur.access.who import Who, machine
from mugur.fund import seed
from mugur.fund.models import BudgetLine, Operation, OperationNote, Portfolio, Target
from mugur.fund.texts import NOTES, OBJECTIVES, SOURCES, UNKNOWN
from mugur.lib.errors import NoRight
from mugur.organisations.models import Organisation
from mugur.web.formats import LANGUAGES

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def loader() -> Who:
    return machine("setup", on=DAY, paths=WORLD.paths)


def load(*, demonstration: bool = False) -> None:
    with scope(WORLD, on=DAY):
        seed.load_programmes(loader(), DAY)
        if demonstration:
            seed.load_demonstration(loader(), DAY)


def texts(value: Any, at: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if "en" in value:
            yield at, value
        else:
            for key, inner in value.items():
                yield from texts(inner, f"{at}/{key}")
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, f"{at}/{index}")


@pytest.mark.parametrize("name", [*seed.PROGRAMMES, "demonstration"])
def test_every_text_of_a_record_exists_in_five_languages(name: str) -> None:
    found = list(texts(seed.facts_of(name)))
    assert found
    for at, text in found:
        assert set(text) == set(LANGUAGES), at
        assert all(part.strip() == part and part for part in text.values()), at


def test_nine_operations_of_five_programmes_stand_as_published() -> None:
    load()
    assert list(Portfolio.objects.values_list("slug", "figure")) == [
        ("prevention", 614), ("placements", 1265), ("mobility", 31), ("network", 11), ("guidance", 0),
    ]  # fmt: skip
    assert Operation.objects.count() == 9
    pinu = Operation.objects.get(slug="pinu")
    assert (pinu.starts, pinu.ends, pinu.participants) == (date(2024, 3, 1), date(2026, 10, 31), 0)
    assert (pinu.nuts, pinu.postcode, pinu.area, pinu.specific_objective) == ("SE33", "90189", "D", "D1")
    assert pinu.programme.cci == "2021SE05SFPR" and pinu.programme.cci_note == "cci_truncated"
    assert pinu.strategic_importance is False and pinu.secondary_themes == {"06": False}
    assert str(pinu.eu_share.normalize()) == "0.4" and pinu.total_cents is None


def test_the_five_romanian_operations_share_one_sum() -> None:
    load()
    together = Portfolio.objects.get(slug="placements")
    assert (together.total_cents, together.eu_cents, together.national_cents) == (1231735215, 1046974934, 184760281)
    own = Operation.objects.filter(portfolio=together)
    assert {operation.total_cents for operation in own} == {None}
    assert sorted(own.values_list("key", flat=True)) == [str(key) for key in range(317702, 317707)]
    assert not BudgetLine.objects.filter(demonstration=True).exists()


def test_loading_twice_changes_nothing_and_ids_are_the_same() -> None:
    load(demonstration=True)
    before = list(Operation.objects.values_list("pk", "uuid"))
    counts = [model.objects.count() for model in (BudgetLine, Target, OperationNote, Organisation)]
    load(demonstration=True)
    assert list(Operation.objects.values_list("pk", "uuid")) == before
    assert [model.objects.count() for model in (BudgetLine, Target, OperationNote, Organisation)] == counts
    assert str(before[0][1]) == str(seed.uuid5(seed.SPACE, f"fund.operation:{Operation.objects.first()}"))


def test_a_load_is_one_audit_entry() -> None:
    load()
    with scope(WORLD, on=DAY):
        entry = AuditEntry.objects.get(event="fund.programmes.loaded")
        assert entry.data["counts"]["fund.operation"] >= 9


def test_the_invented_split_adds_up_by_source_operation_and_category() -> None:
    load(demonstration=True)
    together = Portfolio.objects.get(slug="placements")
    for source, cents in (("union", 1046974934), ("national_and_own", 184760281)):
        planned = BudgetLine.objects.filter(source=source, certainty="planned", demonstration=True)
        by_operation = planned.filter(operation__portfolio=together).aggregate(sum=Sum("cents"))
        by_category = planned.filter(portfolio=together).exclude(category="").aggregate(sum=Sum("cents"))
        assert by_operation["sum"] == by_category["sum"] == cents


def test_every_note_and_every_gap_has_words() -> None:
    load(demonstration=True)
    assert {note.rule for note in OperationNote.objects.all()} <= set(NOTES)
    for operation in Operation.objects.all():
        assert set(operation.unknown) <= set(UNKNOWN)
        assert operation.source in SOURCES
        if operation.specific_objective.startswith("ESO"):
            assert operation.specific_objective in OBJECTIVES


def test_only_who_may_load_loads() -> None:
    with the_world():
        from tests.builders import an_account

        teacher = an_account(("class_teacher", "lv.aiz.pv."))
    with scope(WORLD, on=DAY), pytest.raises(NoRight):
        seed.load_programmes(who(teacher), DAY)
    assert not Operation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"total_cents": 10, "eu_cents": 5, "national_cents": 4, "currency": "RON"}, "parts_add_up"),
        ({"eu_share": "1.1"}, "eu_share_is_between"),
        ({"total_cents": 10, "currency": ""}, "name_their_currency"),
        ({"starts": date(2026, 1, 2), "ends": date(2026, 1, 1)}, "ends_after_it_starts"),
        ({"participant_mode": "none", "participants": 3}, "counts_none"),
    ],
)
def test_the_database_refuses_what_cannot_be(changes: dict[str, Any], constraint: str) -> None:
    load()
    with the_world(), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Operation.objects.filter(slug="pinu").update(**changes)
