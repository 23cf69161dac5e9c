"""The main task of each persona, as the demonstration's story tells it. The order is the day's order."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from .conftest import Visit, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def main(page: Any) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", page.locator("main").inner_text())


def picture(page: Any, name: str) -> None:
    """The README's pictures are made here, when somebody asks for them."""
    if os.environ.get("MUGUR_PICTURES"):
        page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=False)


def first_signal(page: Any) -> None:
    page.goto("/work/")
    page.get_by_role("link", name="Answer").first.click()
    page.wait_for_load_state()


def test_four_things_wait_for_the_class_teacher(visit: Visit) -> None:
    page = visit("class_teacher")
    text = main(page)
    assert "4 things wait for you" in text and "4 days late" in text
    assert page.locator(".mg-tasks > *").count() == 4
    assert "without an open signal: 21" in text


def test_a_signal_says_why_and_keeps_the_note_to_itself(visit: Visit) -> None:
    page = visit("class_teacher")
    first_signal(page)
    text = main(page)
    assert "missed 19 unexcused lessons" in text and "19 of 118 lessons" in text
    assert "14 of the 19 are the first two lessons" in text
    assert "One note is kept" in text
    assert page.locator("table").first.locator("tr").first.locator("th").count() >= 13
    assert page.locator("input[type=radio]:checked").count() == 0
    assert re.search(r"Bērziņ", page.title()) is None
    picture(page, "signal")


def test_no_answer_without_a_reason_and_nothing_is_lost(visit: Visit) -> None:
    page = visit("class_teacher")
    first_signal(page)
    page.locator("input[value=not_a_concern]").check()
    page.locator("textarea[name=reason]").fill("The clinic’s note arrived on 19 November.")
    page.get_by_role("button", name="Send the answer").click()
    page.wait_for_load_state()
    assert page.locator("textarea[name=reason]").input_value() == "The clinic’s note arrived on 19 November."
    assert page.locator("[role=alert], .mg-errors, .ds-error-summary").count() >= 1
    assert violations(page) == []


def test_a_learner_of_another_class_is_nowhere(visit: Visit) -> None:
    mine = visit("class_teacher")
    mine.goto("/class/")
    ours = set(mine.locator("main a").evaluate_all("links => links.map(a => a.pathname)"))
    page = visit("coordinator")
    page.goto("/learners/")
    theirs = page.locator("main table a").evaluate_all("links => links.map(a => a.pathname)")
    stranger = next(path for path in theirs if path.startswith("/learners/") and path not in ours)
    answer = mine.goto(stranger)
    nonsense = mine.request.get("/learners/00000000-0000-4000-8000-000000000000/")
    assert answer.status == nonsense.status == 404
    assert "does not exist" in main(mine)


def test_the_path_has_as_many_marks_as_rows_and_claims_no_cause(visit: Visit) -> None:
    page = visit("class_teacher")
    page.goto("/class/")
    page.get_by_role("link", name="Feldmanis, Emīls").first.click()
    page.wait_for_load_state()
    page.goto(page.url + "path/")
    text = main(page)
    assert text.count("School year 2024/25") >= 1 and "Placement" in text
    rows = page.locator("main table tbody tr:not(.group)").count()
    assert rows == 13
    assert "because" not in text.lower()
    assert violations(page) == []
    picture(page, "path")


def test_the_assistant_records_a_group_in_three_taps_on_a_phone(visit: Visit) -> None:
    page = visit("assistant", width=380)
    page.goto("/deliver/")
    page.get_by_text("Homework group", exact=True).first.click()
    page.wait_for_load_state()
    page.get_by_role("button", name="All were here").click()
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    text = main(page)
    assert "was here" in text and "not counted" in text
    assert violations(page) == []


def test_the_same_hour_is_not_recorded_twice(visit: Visit) -> None:
    page = visit("assistant", width=380)
    page.goto("/deliver/")
    group = page.locator(".mg-choice", has_text="Homework group").first
    assert "recorded at" in group.inner_text()
    assert group.locator("input").is_disabled()


def test_a_plan_goes_to_the_head_with_its_three_changes(visit: Visit) -> None:
    page = visit("class_teacher")
    page.get_by_role("link", name="Send").first.click()
    page.wait_for_load_state()
    text = main(page)
    assert "Only these 3 lines are approved anew" in text and "330.80" in text
    page.get_by_role("button", name=re.compile("Send")).last.click()
    page.wait_for_load_state()
    assert "/versions/" not in page.url or "head" in main(page)
    head = visit("head")
    head.goto("/approvals/")
    assert "Hofmanis" in main(head)


def test_the_municipality_approves_what_keeps_the_limits_and_only_that(visit: Visit) -> None:
    page = visit("municipality")
    page.goto("/approvals/")
    text = main(page)
    assert "14 plan versions wait for you" in text and "3 need your eye" in text and "11 within every limit" in text
    assert "786.60" in text and "Pass on" in text
    assert violations(page) == []
    page.get_by_role("button", name="Approve the chosen versions").click()
    page.wait_for_load_state()
    assert "11" in main(page) and "786.60" in main(page)
    page.goto("/approvals/")
    assert "3 plan versions wait for you" in main(page)


def test_a_roster_shows_all_findings_and_comes_in_at_once(visit: Visit) -> None:
    page = visit("data_keeper")
    page.goto("/imports/")
    page.get_by_role("link", name="Roster of 21 November").click()
    page.wait_for_load_state()
    text = main(page)
    assert "1,284 rows read, 14 need you" in text and "Nothing has been written yet" in text
    assert "6 learners known so far are not in this file. Nothing happens to them." in text
    page.get_by_role("button", name="Bring in 1,270 rows").click()
    page.wait_for_url("**/imports/**")
    for _ in range(60):
        page.wait_for_timeout(1000)
        page.reload()
        if "brought in" in main(page).lower() and "bring in 1,270" not in main(page).lower():
            break
    text = main(page)
    assert "31" in text and "101" in text
    assert violations(page) == []


def test_figures_of_2020_hide_small_municipalities(visit: Visit) -> None:
    page = visit("national")
    page.goto("/figures/?year=2020/21")
    text = main(page)
    assert "19,757" in text and "published" in text and "707 left" in text and "529" in text
    assert "not released" in text
    csv = page.request.get("/figures/figures.csv?year=2020/21")
    assert csv.status == 200 and "Varakļānu" in csv.text()
    hidden = [line for line in csv.text().splitlines() if "Varakļānu" in line][0]
    assert not re.search(r"[,;]\s*[1-4]\s*[,;]", hidden)


def test_the_guardian_reads_by_link_in_latvian_and_sees_who_looked(visit: Visit) -> None:
    page = visit("guardian", width=380)
    page.locator("main form button").first.click()
    page.wait_for_url("**/link/**")
    assert page.locator("html").get_attribute("lang") == "lv"
    assert page.locator("main form button").count() >= 1
    assert page.locator("input:checked").count() == 0
    page.goto("/link/reads/")
    assert page.locator("main li, main tr").count() >= 1


def test_two_people_answering_at_once_are_told(visit: Visit) -> None:
    first, second = visit("class_teacher"), visit("class_teacher")
    for page in (first, second):
        first_signal(page)
        page.locator("input[value=concern]").check()
        page.locator("select[name=first_step]").select_option("talk_learner")
    first.get_by_role("button", name="Send the answer").click()
    first.wait_for_load_state()
    assert "Yes, a concern" in main(first) or "concern" in main(first)
    second.get_by_role("button", name="Send the answer").click()
    second.wait_for_load_state()
    assert "was not saved" in main(second) or "answered" in main(second)
    assert violations(second) == []
