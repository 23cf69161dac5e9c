"""The public pages: five languages, few queries, nothing guessed, a list as open data."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests.builders import the_world

from mugur.access.who import Who
from mugur.fund.models import Operation
from mugur.fund.queries import front, listing
from mugur.fund.queries.operation import find, operation_page
from mugur.lib.errors import OutOfReach
from mugur.web.formats import LANGUAGES

from .test_load import load

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
VISITOR = Who(on=DAY)
ADDRESSES = ("/", "/operations/", "/operations/eco-biz/", "/operations/pinu/", "/operations/second-chance-mobility/",
             "/operations/early-school-leaving/", "/operations/knowledge-cluster/")  # fmt: skip
UNFILLED = re.compile(r"%\(\w+\)s|\{\{|\{%|None\b(?!,)")


@pytest.fixture(autouse=True)
def standing_day(settings: Any) -> None:
    settings.MUGUR_DAY = DAY.isoformat()


@pytest.fixture
def loaded() -> None:
    load(demonstration=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_speak_the_visitors_language(client: Client, loaded: None, address: str, language: str) -> None:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert not UNFILLED.search(re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_record_reads_in_its_readers_language(client: Client, loaded: None, language: str) -> None:
    pinu = Operation.objects.get(slug="pinu")
    page = client.get("/operations/pinu/", headers={"accept-language": language}).content.decode()
    assert pinu.names[language] in page and pinu.summaries[language] in page


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 7),
        ("/operations/", 8),
        ("/operations/?q=dej", 9),
        ("/operations/eco-biz/", 16),
        ("/operations/list.csv", 8),
    ],
)
def test_pages_ask_few_questions(
    client: Client, loaded: None, django_assert_max_num_queries: Any, address: str, queries: int
) -> None:
    client.get(address)
    with django_assert_max_num_queries(queries):  # four of them open and close the request's scope
        client.get(address)


def test_the_front_page_says_what_is_known_and_what_is_not(loaded: None) -> None:
    cards = front.front_page(VISITOR).cards
    assert [card.figure for card in cards] == [614, 1265, 31, 11, 0]
    assert [card.money for card in cards] == [
        "No amount in the published record",
        "12,317,352.15\u00a0lei, of which the Union pays 85.00%",
        "No amount in the published record",
        "No amount in the published record",
        "The Union pays 40%; the amount is not in the published record",
    ]
    assert [card.standing.live for card in cards if card.standing] == [False, True, True, True, False]


def test_without_the_demonstration_nothing_is_invented(client: Client) -> None:
    load()
    cards = front.front_page(VISITOR).cards
    assert [card.standing.state for card in cards if card.standing] == [
        "ended", "running", "undated", "undated", "follow_up",
    ]  # fmt: skip
    page = operation_page(find(VISITOR, "eco-biz"), VISITOR)
    assert page.money.money is not None and page.money.money.spent is None
    assert page.promises.bullets == () and [one.target for one in page.promises.shared] == [1265, 60, 5]
    assert "demonstration data" not in client.get("/operations/eco-biz/").content.decode().replace("Demonstration", "")


def test_the_five_operations_show_one_sum_and_say_so(loaded: None) -> None:
    page = operation_page(find(VISITOR, "317703"), VISITOR)
    assert page.slug == "eco-biz"
    money = page.money.money
    assert money is not None and money.planned is not None and money.spent is not None and money.proven is not None
    assert (money.planned.total, money.spent.total, money.proven.total) == (1231735215, 517328790, 369520565)
    assert page.money.aside.startswith("317702–317706")
    assert [bullet.reached for bullet in page.promises.bullets] == [238, 121, 31, 11, 1]
    assert page.promises.bullets[1].missing_hidden and page.promises.bullets[1].missing == 0
    assert [part.meaning for part in page.parts][-1] == "operation"
    assert [version.number for version in page.versions] == [3, 2, 1] and page.versions[1].correction


def test_zero_participants_are_told_as_a_fact(client: Client, loaded: None) -> None:
    page = client.get("/operations/pinu/").content.decode()
    assert "None, by design" in page and "That is no gap" in page and "232100-0222" in page


def test_an_operation_is_found_by_its_code_and_leads_to_its_address(client: Client, loaded: None) -> None:
    for written in ("317703", "PEO/76/PEO_P8/OP4/ESO4.5/PEO_A3/317703", "23-051-S01", "8.3.4.0/16/I/001"):
        answer = client.get(f"/operations/{written}/")
        assert answer.status_code == 302, written
        assert client.get(answer["location"]).status_code == 200
    assert client.get("/operations/none-of-these/").status_code == 404


def test_what_is_not_published_yet_does_not_exist_for_visitors(client: Client, loaded: None) -> None:
    with the_world():
        Operation.objects.filter(slug="pinu").update(public_since=date(2099, 1, 1))
    assert client.get("/operations/pinu/").status_code == 404
    assert "PINU" not in client.get("/").content.decode()
    with pytest.raises(OutOfReach):
        find(VISITOR, "pinu")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"words": "campia"}, ["317706"]),
        ({"words": "Someș dej"}, ["317705"]),
        ({"words": "FÖLDEÁK"}, ["knowledge-cluster"]),
        ({"words": "90189"}, ["23-051-S01"]),
        ({"country": "LV"}, ["8.3.4.0/16/I/001"]),
        ({"fund": "ESF+", "country": "SE"}, ["23-051-S01"]),
        ({"programme": "mobility"}, ["second-chance-mobility"]),
        ({"state": "follow_up"}, ["23-051-S01"]),
        ({"words": "no such thing"}, []),
    ],
)
def test_the_list_finds_what_was_asked(loaded: None, asked: dict[str, str], found: list[str]) -> None:
    pairs = listing.fitting(VISITOR, listing.Asked(**asked))
    assert [operation.key for operation, _stands in pairs] == found


def test_long_lists_come_in_pages(loaded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 4)
    seen = [listing.listing_page(VISITOR, listing.Asked(), number) for number in (1, 2, 3, 99)]
    assert [len(page.rows) for page in seen] == [4, 4, 1, 1]
    assert {page.count for page in seen} == {9} and seen[-1].page == 3
    running = listing.listing_page(VISITOR, listing.Asked(state="running"), 2)
    assert (running.count, running.total, len(running.rows)) == (7, 9, 3)


def test_a_search_without_script_narrows_and_wrong_choices_find_everything(client: Client, loaded: None) -> None:
    page = client.get("/operations/", {"q": "campia"}).content.decode()
    assert "ORIZONT" in page and "ECO-BIZ" not in page
    assert "ECO-BIZ" in client.get("/operations/", {"country": "XX", "page": "999"}).content.decode()
    assert client.get("/operations/", {"page": "x", "q": "%_\\"}).status_code == 200


def test_the_list_as_open_data(client: Client, loaded: None) -> None:
    answer = client.get("/operations/list.csv")
    text = answer.content.decode("utf-8-sig")
    assert answer["content-type"].startswith("text/csv")
    rows = list(csv.reader(StringIO(text)))
    assert [row[0][:1] for row in rows[:3]] == ["#"] * 3
    head, *lines = rows[3:]
    assert tuple(head) == listing.COLUMNS and len(lines) == 9
    by_code = {line[0]: dict(zip(head, line, strict=True)) for line in lines}
    eco = by_code["PEO/76/PEO_P8/OP4/ESO4.5/PEO_A3/317703"]
    assert (eco["total_cost"], eco["currency"], eco["end_date"]) == ("12317352.15", "RON", "")
    assert (eco["published_with"], eco["last_updated"]) == ("317702–317706", "2026-11-13")
    pinu = by_code["23-051-S01"]
    assert (pinu["end_date"], pinu["end_date_type"], pinu["total_cost"]) == ("2026-10-31", "actual", "")
    assert (pinu["intervention_type"], pinu["programme_cci"]) == ("175", "2021SE05SFPR")
    assert all(cell[:1] not in "=+-@" for line in lines for cell in line if cell)


def test_a_cell_is_no_formula() -> None:
    assert listing._safe("=1+1") == "'=1+1" and listing._safe("PEO/76") == "PEO/76"


def test_the_picture_of_dates_says_every_day_in_its_table(loaded: None) -> None:
    with translation.override("en"):
        page = operation_page(find(VISITOR, "eco-biz"), VISITOR)
    assert page.dates is not None
    assert page.dates.table.rows == (
        ("Start", "6 December 2024"), ("First learners", "15 September 2025"), ("Milestone", "30 June 2026"),
        ("Today", "24 November 2026"), ("End", "not in the published record"),
    )  # fmt: skip
