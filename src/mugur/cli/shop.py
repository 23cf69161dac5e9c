"""Who serves a home, and what must lie ready before the first page: styles, scripts, texts."""

import fcntl
import hashlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mugur.cli.ready import Stopped, path_of_repository
from mugur.lib.logins import home

CLOSE_LIMIT = 30


@contextmanager
def opened(at: Path, address: str) -> Iterator[None]:
    """Hold the sign that this home is being served; the kernel takes it down when we die."""
    at.mkdir(parents=True, exist_ok=True)
    with open(at / "serve.pid", "a+", encoding="ascii") as sign:
        try:
            fcntl.flock(sign, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            sign.seek(0)
            served = (sign.read().split() or ["", "another address"])[-1]
            raise Stopped(f"This home is already served at {served} Stop it with: mugur stop") from error
        sign.truncate(0)
        sign.write(f"{os.getpid()} {address}\n")
        sign.flush()
        yield
        sign.truncate(0)


def refuse_while_open(at: Path) -> None:
    """Say so when somebody serves this home, before its ground is taken away."""
    if (at / "serve.pid").exists():
        with opened(at, ""):
            pass


def close(at: Path) -> bool:
    """Ask whoever serves this home to stop and wait until it has; False when nobody does."""
    try:
        sign = open(at / "serve.pid", "r+", encoding="ascii")  # noqa: SIM115
    except FileNotFoundError:
        return False
    with sign:
        if _free(sign.fileno()):
            return False
        os.kill(int(sign.read().split()[0]), signal.SIGTERM)
        deadline = time.monotonic() + CLOSE_LIMIT
        while time.monotonic() < deadline:
            if _free(sign.fileno()):
                return True
            time.sleep(0.1)
    raise Stopped(f"What serves {at} did not stop within {CLOSE_LIMIT} seconds.")


def stock() -> None:
    """Lay out styles and scripts and compile texts, where their sources are newer."""
    from mugur.cli.catalogues import compile_stale

    compile_stale()
    _static_files()


def _free(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(handle, fcntl.LOCK_UN)
    return True


def _static_files() -> None:
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    mark = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            mark.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    mark.update(str(settings.STORAGES["staticfiles"]).encode())
    stamp = home() / "static.stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == mark.hexdigest() and Path(settings.STATIC_ROOT).is_dir():
        return
    if not (Path(path_of_repository()) / "node_modules").is_dir() and not os.environ.get("MUGUR_NODE_MODULES"):
        raise Stopped("Styles and scripts are not installed. Do that with: make setup")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(mark.hexdigest(), encoding="ascii")
