"""One demonstration for all journeys: loaded once, served as people meet it, thrown away at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "var" / "journeys"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _clean_environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MUGUR_") and k != "DJANGO_SETTINGS_MODULE"}
    return {**kept, "MUGUR_HOME": str(HOME), "PORT": str(_free_port())}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="session")
def demo() -> Iterator[str]:
    """The address of a served demonstration."""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    environment = _clean_environment()
    url = f"http://127.0.0.1:{environment['PORT']}"
    mugur = [sys.executable, "-m", "mugur.cli"]
    with (HOME / "serve.log").open("wb") as log:
        served = subprocess.Popen([*mugur, "demo"], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            waited = time.monotonic()
            while not _answers(url + "/"):
                if served.poll() is not None or time.monotonic() - waited > 300:
                    pytest.fail("The demonstration does not start:\n" + (HOME / "serve.log").read_text()[-3000:])
                time.sleep(0.5)
            yield url
        finally:
            served.terminate()
            try:
                served.wait(30)
            except subprocess.TimeoutExpired:
                served.kill()
            subprocess.run([*mugur, "stop"], cwd=ROOT, env=environment, check=False, capture_output=True)
            shutil.rmtree(HOME, ignore_errors=True)


Visit = Callable[..., Any]


@pytest.fixture
def visit(demo: str, browser: Any) -> Iterator[Visit]:
    """``visit("class_teacher", language="lv", width=380)``: a fresh window, signed in as the persona."""
    windows = []

    def enter(
        persona: str = "", *, language: str = "en", width: int = 1280, script: bool = True, dark: bool = False
    ) -> Any:
        window = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, java_script_enabled=script, base_url=demo,
            color_scheme="dark" if dark else "light",
        )  # fmt: skip
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(15_000)
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(f"/demo/?language={language}")
        if persona:
            page.locator(f'form[action="/demo/enter/{persona}/"] button').click()
            page.wait_for_load_state()
        return page

    yield enter
    for window in windows:
        window.close()


def violations(page: Any) -> list[str]:
    """What axe finds on the page, in short."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]
