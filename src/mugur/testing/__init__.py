"""Pytest plug-in: tests meet a real PostgreSQL through the app's own login, never as owner.

Loaded by ``-p mugur.testing`` before Django reads its settings, because it says
where the tests' home and database are. One embedded server in ``var/test``
serves all runs; each run works on its own copy of a template database that is
built again only when migrations, models or the wall change.
"""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def _prepare_environment() -> None:
    os.environ["MUGUR_HOME"] = os.environ.get("MUGUR_TEST_HOME") or str(ROOT / "var" / "test")
    os.environ["MUGUR_MODE"] = "test"
    os.environ["MUGUR_POOL"] = "0"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ["MUGUR_DATABASE"] = f"mugur_test_{os.getpid()}_{worker}_{secrets.token_hex(2)}"
    # Playwright's synchronous interface runs an event loop in the thread of the test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # The settings read the passwords once, before the server is there to be asked.
    from mugur.lib.logins import make_passwords

    make_passwords(Path(os.environ["MUGUR_HOME"]))


_prepare_environment()
