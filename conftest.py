"""What every test may ask for: the database, a browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from mugur.testing.browser import FLAGS, chromium_path


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A copy of the template database on the tests' own server; every alias has its own login there."""
    from mugur.testing.database import test_database

    with django_db_blocker.unblock(), test_database():
        yield


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    """How often somebody asked is counted anew in each test."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh window without cookies, at a desk's size."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    yield opened
    context.close()
