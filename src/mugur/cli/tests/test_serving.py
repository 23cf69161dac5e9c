"""Serving as a whole: one command starts everything, one signal stops it, and nothing is lost in between."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from mugur.cli.tests.test_commands import PASSWORD, mugur

pytestmark = pytest.mark.slow


class Shop:
    """``mugur serve`` in a process of its own."""

    def __init__(self, environment: Mapping[str, str], port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mugur.cli", "serve", "--port", str(port)],
            env=dict(environment),
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> "Shop":
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if self.address in line:
                return self
        raise AssertionError(f"ended with {self.process.wait()}")

    def family(self) -> list[int]:
        """The process and all below it."""
        found, new = [], [self.process.pid]
        while new:
            found += new
            new = [child for pid in new for child in children(pid)]
        return found

    def end(self, sign: int) -> int:
        self.process.send_signal(sign)
        code = self.process.wait(timeout=40)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


Opener = Callable[[], Shop]


@pytest.fixture
def opened(environment: dict[str, str]) -> Iterator[Opener]:
    """Opens shops on free ports and leaves none behind, whatever happens."""
    shops: list[Shop] = []

    def open_one() -> Shop:
        shops.append(Shop(environment, free_port()))
        return shops[-1].wait()

    yield open_one
    for shop in shops:
        if shop.process.poll() is None:
            shop.end(signal.SIGTERM)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def page(address: str) -> int:
    try:
        with urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def postmaster(home: Path) -> int:
    return int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_everything(environment: dict[str, str], home: Path, opened: Opener, sign: int) -> None:
    shop = opened()
    assert page(f"{shop.address}sign-in/login/") == 200
    again = mugur(environment, "serve", "--port", str(free_port()))
    assert (again.returncode, shop.address in again.stderr) == (3, True)
    everybody = [*shop.family(), postmaster(home)]
    assert len(everybody) >= 5
    assert shop.end(sign) == 0
    assert [pid for pid in everybody if alive(pid)] == []
    assert not (home / "postgres" / "data" / "postmaster.pid").exists()


def test_stop_stops_what_serves_the_home(environment: dict[str, str], opened: Opener) -> None:
    shop = opened()
    assert mugur(environment, "stop").stdout == "Stopped.\n"
    assert shop.process.wait(timeout=5) == 0
    assert mugur(environment, "stop").stdout == "Nothing was running.\n"


def test_after_kill_nine_of_everything_the_next_start_is_quick_and_complete(
    environment: dict[str, str], home: Path, opened: Opener
) -> None:
    shop = opened()
    added = mugur(
        environment, "user", "add", "ion@school.example", "--name", "Ion", "--password-stdin", given=f"{PASSWORD}\n"
    )
    assert added.returncode == 0, added.stderr
    server = postmaster(home)
    for pid in {*shop.family(), server, *children(server)}:
        kill(pid)
    shop.end(signal.SIGKILL)
    before = time.monotonic()
    shop = opened()
    assert time.monotonic() - before < 20
    accounts: list[dict[str, Any]] = json.loads(mugur(environment, "user", "list", "--json").stdout)
    assert [account["email"] for account in accounts] == ["ion@school.example"]
    assert shop.end(signal.SIGTERM) == 0


def test_a_killed_parent_takes_pages_and_worker_along(environment: dict[str, str], home: Path, opened: Opener) -> None:
    shop = opened()
    family = shop.family()
    shop.end(signal.SIGKILL)
    deadline = time.monotonic() + 40
    while any(map(alive, family)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in family if alive(pid)] == []
    # The worker stops the database on leaving, if it had come far enough; else the next command does.
    assert mugur(environment, "stop").returncode == 0
    assert not (home / "postgres" / "data" / "postmaster.pid").exists()


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
