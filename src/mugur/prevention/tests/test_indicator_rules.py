"""Indicators: what they never read, who sets them, and that a school may only be stricter."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders import DAY, WORLD, a_learner, acting_as, an_account, the_world, who

from mugur.access.reach import scope
from mugur.access.who import machine
from mugur.lib.errors import NoRight, RuleBroken
from mugur.organisations.models import Organisation
from mugur.prevention import seed, signalling
from mugur.prevention.actions import indicator as actions
from mugur.prevention.models import IndicatorVersion, Signal
from mugur.prevention.rules import indicators as rules

from .notice_world import OTHER, SCHOOL, a_coordinator, indicator, the_rules, weeks

TRAITS = (
    "sex",
    "language",
    "ethnicity",
    "health",
    "birth_date",
    "age",
    "religion",
    "disability",
    "family",
    "income",
    "address",
)


@pytest.mark.parametrize("trait", TRAITS)
def test_no_formula_reads_what_a_person_is(trait: str) -> None:
    assert not any(trait in name for formula in rules.FORMULAS.values() for name in formula.inputs)
    with pytest.raises(RuleBroken) as refused:
        rules.check_inputs(["lessons.unexcused", trait])
    assert (refused.value.code, refused.value.facts) == ("prevention.input_protected", {"inputs": trait})


CUTS = [
    # direction, value, watch, act, level
    ("at_least", "7", "8", "16", ""),
    ("at_least", "8", "8", "16", "watch"),
    ("at_least", "15.99", "8", "16", "watch"),
    ("at_least", "16", "8", "16", "act"),
    ("below", "85", "85", "80", ""),
    ("below", "84.99", "85", "80", "watch"),
    ("below", "80", "85", "80", "watch"),
    ("below", "79.99", "85", "80", "act"),
    ("at_least", "1.1", "1.1", None, "watch"),
    ("below", "2.49", None, "2.5", "act"),
]


@pytest.mark.parametrize(("direction", "value", "watch", "act", "level"), CUTS)
def test_cuts(direction: str, value: str, watch: str | None, act: str | None, level: str) -> None:
    cut = [Decimal(c) if c else None for c in (watch, act)]
    assert rules.level_of(Decimal(value), direction=direction, watch=cut[0], act=cut[1]) == level


@pytest.mark.parametrize(
    ("direction", "base", "own", "tighter"),
    [
        ("at_least", "8", "6", True), ("at_least", "8", "8", True), ("at_least", "8", "9", False),
        ("below", "85", "90", True), ("below", "85", "84", False),
        ("at_least", None, "3", True), ("at_least", "3", None, False),
    ],
)  # fmt: skip
def test_tighter_flags_everybody_whom_the_programme_flags(
    direction: str, base: str | None, own: str | None, tighter: bool
) -> None:
    assert rules.is_tighter(direction, Decimal(base) if base else None, Decimal(own) if own else None) is tighter


@pytest.mark.parametrize(
    ("direction", "watch", "act", "code"),
    [
        ("at_least", None, None, "prevention.cuts"), ("at_least", "-1", None, "prevention.cuts"),
        ("at_least", "9", "8", "prevention.cut_order"), ("below", "80", "85", "prevention.cut_order"),
    ],
)  # fmt: skip
def test_cuts_that_make_no_sense_are_refused(direction: str, watch: str | None, act: str | None, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_cuts(direction, Decimal(watch) if watch else None, Decimal(act) if act else None)
    assert refused.value.code == code


def test_growth_has_a_worse_side() -> None:
    four = Decimal(4)
    assert rules.has_grown("at_least", before=Decimal(9), now=Decimal(13), by=four)
    assert not rules.has_grown("at_least", before=Decimal(9), now=Decimal("12.9"), by=four)
    assert rules.has_grown("below", before=Decimal(84), now=Decimal(80), by=four)
    assert not rules.has_grown("below", before=Decimal(80), now=Decimal(84), by=four)


@pytest.mark.django_db
class TestInTheDatabase:
    @pytest.fixture(autouse=True)
    def rules_loaded(self) -> None:
        the_rules()

    def version(self, code: str = "unexcused_lessons", path: str = "lv.") -> IndicatorVersion:
        return signalling.in_force(DAY, path)[code][0]

    def test_the_sets_are_loaded_once(self) -> None:
        with scope(WORLD, on=DAY):
            assert seed.load_indicator_sets(by=machine("setup", on=DAY, paths=("lv.",)), on=DAY) == 0

    def test_the_latvian_rules_of_the_day(self) -> None:
        with scope(WORLD, on=DAY):
            found = {
                code: [(v.number, v.watch, v.act) for v in own]
                for code, own in signalling.in_force(DAY, SCHOOL).items()
            }
        number = Decimal
        assert found == {
            "unexcused_lessons": [(3, number(8), number(16))], "attendance_45": [(4, number(85), number(80))],
            "average_fall": [(1, number("1.1"), None)], "failed_subjects": [(1, number(1), number(3))],
            "observation": [(1, number(2), number(4))],
        }  # fmt: skip

    def test_every_version_names_its_basis_and_source(self) -> None:
        assert (
            not IndicatorVersion.objects.filter(legal_basis="").exists()
            and not IndicatorVersion.objects.filter(source="").exists()
        )

    @pytest.mark.parametrize("trait", TRAITS[:5])
    def test_a_trait_is_refused_at_save_and_by_the_database(self, trait: str) -> None:
        version = self.version()
        with pytest.raises(RuleBroken, match="input_protected"), the_world():
            version.inputs = ["lessons.unexcused", trait]
            version.save()
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "update prevention_indicatorversion set inputs = %s where id = %s", [f'["{trait}"]', version.pk]
            )

    def propose(self, by: Any, **more: Any) -> IndicatorVersion:
        given = {
            "definition": indicator("unexcused_lessons"), "watch": Decimal(6), "act": Decimal(12),
            "starts": DAY + timedelta(days=7),
            "legal_basis": "Decision of the programme", "inputs": ["lessons.unexcused", "lessons.possible"],
            "more": {"window_days": 28, "minimum": 3, "parameters": {"school_weeks": 4}},
        } | more  # fmt: skip
        return actions.propose(Organisation.objects.get(path="lv."), by=by, on=DAY, **given)

    def managers(self) -> list[Any]:
        with the_world():
            a_learner(SCHOOL)
            return [who(an_account(("national_manager", "lv."))) for _ in range(2)]

    def test_one_proposes_and_another_puts_into_force(self) -> None:
        first, second = self.managers()
        with acting_as(first):
            version = self.propose(first)
            assert version.number == 4 and version.approved_on is None
            with pytest.raises(RuleBroken, match="own_cuts"):
                actions.put_in_force(version, by=first, on=DAY)
        assert self.version().number == 3
        with acting_as(second):
            actions.put_in_force(version, by=second, on=DAY)
            with pytest.raises(RuleBroken, match="already_in_force"):
                actions.put_in_force(version, by=second, on=DAY)
        assert self.version().number == 3
        later = signalling.in_force(DAY + timedelta(days=7), "lv.")["unexcused_lessons"]
        assert [v.number for v in later] == [4]
        assert IndicatorVersion.objects.get(
            definition__code="unexcused_lessons", number=3, scope_path="lv."
        ).ends == DAY + timedelta(days=6)

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"inputs": ["sex"]}, "prevention.input_protected"),
            ({"watch": None, "act": None}, "prevention.cuts"),
            ({"watch": Decimal(20)}, "prevention.cut_order"),
            ({"legal_basis": " "}, "prevention.source_missing"),
            ({"starts": date(2026, 11, 23)}, "prevention.version_in_past"),
        ],
    )
    def test_what_cannot_be_proposed(self, more: dict[str, Any], code: str) -> None:
        manager, _ = self.managers()
        with acting_as(manager), pytest.raises(RuleBroken) as refused:
            self.propose(manager, **more)
        assert refused.value.code == code

    def test_a_school_does_not_set_the_programme(self) -> None:
        self.managers()
        with the_world():
            coordinator = a_coordinator()
        with acting_as(who(coordinator)) as by, pytest.raises((NoRight, Organisation.DoesNotExist)):
            self.propose(by)

    def tighten(self, by: Any, watch: str, act: str | None, code: str = "unexcused_lessons") -> IndicatorVersion:
        return actions.tighten(
            Organisation.objects.get(path=SCHOOL), by=by, on=DAY, definition=indicator(code), watch=Decimal(watch),
            act=Decimal(act) if act else None,
        )  # fmt: skip

    def test_a_stricter_school_notices_earlier_and_its_neighbour_does_not(self) -> None:
        with the_world():
            coordinator = a_coordinator()
            mine, neighbour = a_learner(SCHOOL), a_learner(OTHER)
            weeks(mine, 6)
            weeks(neighbour, 6)
        with acting_as(who(coordinator)) as by:
            version = self.tighten(by, "6", "12")
            assert (version.scope_path, version.number, version.parameters) == (SCHOOL, 1, {"school_weeks": 4})
        with scope(WORLD, on=DAY):
            signalling.run(DAY, ("lv.",))
            signal = Signal.objects.get()
            assert (signal.person_id, signal.version_id, signal.inputs["watch"]) == (mine.pk, version.pk, 6)
        with acting_as(who(coordinator, on=DAY + timedelta(days=1))) as by:
            assert self.tighten(by, "5", "12").number == 2
        with scope(WORLD, on=DAY):
            assert [
                v.number for v in signalling.in_force(DAY, SCHOOL)["unexcused_lessons"] if v.scope_path == SCHOOL
            ] == [2]

    @pytest.mark.parametrize(
        ("watch", "act", "code", "facts"),
        [
            ("10", "16", "unexcused_lessons", {"programme": "8", "school": "10"}),
            ("8", "18", "unexcused_lessons", {"programme": "16", "school": "18"}),
            ("80", "75", "attendance_45", {"programme": "85", "school": "80"}),
        ],
    )
    def test_a_looser_cut_is_refused_with_both_values(
        self, watch: str, act: str, code: str, facts: dict[str, str]
    ) -> None:
        with the_world():
            coordinator = a_coordinator()
        with acting_as(who(coordinator)) as by, pytest.raises(RuleBroken) as refused:
            self.tighten(by, watch, act, code)
        assert (refused.value.code, refused.value.facts) == ("prevention.looser", facts)

    def test_the_same_cuts_and_cuts_without_a_programme_are_refused(self) -> None:
        with the_world():
            coordinator = a_coordinator()
        with acting_as(who(coordinator)) as by:
            with pytest.raises(RuleBroken, match="same_cuts"):
                self.tighten(by, "8", "16")
            with pytest.raises(RuleBroken, match="no_programme_cut"):
                self.tighten(by, "2", "5", "pct_incidents")

    def test_only_the_coordinator_of_the_school_tightens_it(self) -> None:
        with the_world():
            a_learner(SCHOOL)
            others = [
                an_account(("head", SCHOOL)),
                an_account(("class_teacher", SCHOOL)),
                an_account(("school_coordinator", OTHER)),
            ]
        for account in others:
            with acting_as(who(account)) as by, pytest.raises(NoRight):
                self.tighten(by, "6", "12")

    def test_without_a_second_factor_nothing_is_tightened(self) -> None:
        with the_world():
            coordinator = a_coordinator()
        with acting_as(who(coordinator, aal=1)) as by, pytest.raises(NoRight):
            self.tighten(by, "6", "12")
