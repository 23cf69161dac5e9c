"""A real Chromium for the journeys; where there is none, the reason is said, and in CI that is a failure."""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str:
    """Path of the machine's Chromium; without one the test is skipped, or fails where ``CI`` is set."""
    chosen = os.environ.get("MUGUR_CHROMIUM")
    found = chosen or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found:
        return found
    reason = "No Chromium on this machine: install the package chromium, or set MUGUR_CHROMIUM to its path."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
