"""Load and serve the demonstration in a home of its own and measure what a person waits for.

Each line has its bar; a measure above its bar ends the run with exit code 1. Times depend on the
machine: the bars are for two cores.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from urllib.request import urlopen

LOOKS = 40
PAGES = ("", "sign-in/login/", "demo/")


def main() -> int:
    """Measure, print, and say whether every bar holds."""
    place = Path(tempfile.mkdtemp(prefix="mugur-bench-"))
    place.chmod(0o755)
    environment = {**os.environ, "MUGUR_HOME": str(place / "home"), "PYTHONWARNINGS": "ignore"}
    try:
        measures = [
            ("demonstration loaded into an empty home", 60.0, took(lambda: load(environment))),
            *served(environment),
        ]
    finally:
        subprocess.run([sys.executable, "-m", "mugur.cli", "stop"], env=environment, capture_output=True, check=False)
        shutil.rmtree(place)
    for what, bar, seconds in measures:
        print(f"{'ok  ' if seconds <= bar else 'SLOW'}  {seconds:8.3f} s  (bar {bar:g} s)  {what}")
    return int(any(seconds > bar for _, bar, seconds in measures))


def load(environment: dict[str, str]) -> None:
    """Everything that `mugur demo` does before it serves."""
    subprocess.run([sys.executable, "-m", "mugur.cli", "demo", "--load-only"], env=environment, check=True)


def served(environment: dict[str, str]) -> list[tuple[str, float, float]]:
    """The start of a loaded demonstration, then the slowest of twenty answers of each page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "mugur.cli", "demo", "--port", str(port)]
    measures = []
    for bar, what in ((20.0, "first start, styles laid out"), (10.0, "second start")):
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        if not any("Ctrl-C" in line for line in process.stdout):
            raise SystemExit("The demonstration did not start.")
        measures.append((what, bar, time.perf_counter() - began))
        if what == "second start":
            measures += [(f"page /{page}, 95 of 100 answers", 0.5, answers(port, page)) for page in PAGES]
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    return measures


def answers(port: int, page: str) -> float:
    """The time within which 95 of 100 answers come, asked one after the other."""
    address = f"http://127.0.0.1:{port}/{page}"
    return quantiles((took(lambda: urlopen(address, timeout=30).read()) for _ in range(LOOKS)), n=20)[-1]


def took(act: Callable[[], object]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
