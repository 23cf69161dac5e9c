"""Every persona's pages: they answer, are accessible, fit small screens, and say nothing in another language."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .conftest import Visit, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STAFF = {
    "class_teacher": ("/work/", "/class/", "/learners/", "/plans/", "/deliver/", "/indicators/"),
    "social_pedagogue": ("/work/", "/learners/", "/plans/"),
    "assistant": ("/work/", "/deliver/"),
    "coordinator": ("/work/", "/work/nobody/", "/learners/", "/plans/", "/figures/", "/indicators/"),
    "head": ("/work/", "/plans/", "/approvals/", "/figures/"),
    "municipality": ("/work/", "/learners/", "/approvals/", "/figures/"),
    "data_keeper": ("/work/", "/imports/"),
    "national": ("/work/", "/figures/", "/figures/?year=2020/21", "/indicators/"),
    "data_protection_officer": ("/work/",),
}
PUBLIC = (
    "/",
    "/operations/",
    "/privacy/",
    "/accessibility/",
    "/source/",
    "/demonstration/",
    "/contact/",
    "/sign-in/login/",
)


def check(page: Any, where: str) -> None:
    assert page.faults == [], (where, page.faults)
    assert violations(page) == [], where
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, (where, overflow)


@pytest.mark.parametrize("persona", sorted(STAFF))
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_pages_of_staff_answer_are_accessible_and_fit(visit: Visit, persona: str, width: int, dark: bool) -> None:
    page = visit(persona, width=width, dark=dark)
    for path in STAFF[persona]:
        answer = page.goto(path)
        assert answer.status == 200, path
        check(page, f"{persona} {path} {width}")
        assert page.locator("h1").count() == 1


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_public_pages_answer_are_accessible_and_fit(visit: Visit, width: int, dark: bool) -> None:
    page = visit("", width=width, dark=dark)
    for path in PUBLIC:
        assert page.goto(path).status == 200, path
        check(page, f"{path} {width}")


@pytest.mark.parametrize("persona", ["guardian", "learner"])
def test_families_come_by_link_and_see_one_page(visit: Visit, persona: str) -> None:
    page = visit(persona, width=380)
    page.locator("main form button").first.click()
    page.wait_for_url("**/link/**")
    assert page.locator("html").get_attribute("lang") == "lv"
    check(page, persona)
    assert page.goto("/work/").url.endswith("/work/") is False


ENGLISH = re.compile(r"\b(the|your|and|with|from|until|nothing|waits|learners?|plans?|school)\b", re.I)


@pytest.mark.parametrize("language", ["lv", "ro", "hu", "sv"])
def test_no_english_word_stays_in_another_language(visit: Visit, language: str) -> None:
    page = visit("class_teacher", language=language)
    for path in ("/work/", "/class/", "/plans/", "/deliver/", "/indicators/"):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        nav = page.locator("nav, h1, h2, th, button, label, .mg-lead, footer").all_inner_texts()
        words = {w.lower() for text in nav for w in ENGLISH.findall(text)} - {"and"}
        allowed = {"ro": {"plan", "plans"}, "sv": {"plan"}, "hu": set(), "lv": set()}[language]
        assert words <= allowed, (path, words)


@pytest.mark.parametrize("language", ["lv", "ro", "hu", "sv", "en"])
def test_the_front_page_shows_five_programmes_in_each_language(visit: Visit, language: str) -> None:
    page = visit("", language=language)
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("main h3, main .mg-programmes > *").count() >= 5
    text = page.locator("main").inner_text()
    assert "1265" in re.sub(r"[ .,\u00a0\u202f]", "", text)


@pytest.mark.parametrize("path", ["/work/", "/class/", "/plans/", "/deliver/"])
def test_without_script_the_same_pages_stand(visit: Visit, path: str) -> None:
    page = visit("class_teacher", script=False)
    assert page.goto(path).status == 200
    assert page.locator("h1").is_visible()
