"""Measure the platform against its bars: ``python -m bench --sizes 1,10,100``.

One server of its own in var/bench, one database for each size, one process for each step. Times depend
on the machine and on who else uses it; ratios are of things measured in turns in the same run.
Exit code 0 when every bar is met, else 1.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from mugur.cli.postgres import Server, ensure_server, remove_data
from mugur.cli.roles import drop_database

from . import report
from .bars import bars, growth, last_line
from .sizes import HOME, ROOT, Size

SERVER = {"shared_buffers": "1GB", "max_wal_size": "4GB"}
TOLD = ("shared_buffers", "work_mem", "maintenance_work_mem", "max_wal_size", "jit", "fsync", "synchronous_commit",
        "max_parallel_workers_per_gather")  # fmt: skip
STEPS = ("world", "facts", "run", "pages")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, write; say whether every bar holds."""
    chosen = _options().parse_args(arguments)
    home = chosen.home.absolute()
    os.environ.update(MUGUR_HOME=str(home), MUGUR_MODE="development")
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MUGUR_DATABASE", "MUGUR_LOGIN"):
        os.environ.pop(name, None)
    home.mkdir(parents=True, exist_ok=True)
    wanted = [Size(float(text)) for text in chosen.sizes.split(",")]
    with ensure_server(home, settings=SERVER) as server:
        result = _measure(server, wanted, keep=chosen.keep)
    if not chosen.keep:
        remove_data(home)
    result["notes"] = chosen.note
    if chosen.add:
        _add(result, json.loads(chosen.add.read_text(encoding="utf-8")))
    made = bars(result["sizes"])
    last = last_line(made, result["skipped"])
    _write(chosen, result, made, last)
    for line in [*report.table(result), "", *(bar.line() for bar in made), "", last]:
        print(line)
    return int(not made or any(not bar.met for bar in made))


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--sizes", default="1,10,100", help="multiples of 10,000 learners (default: 1,10,100)")
    options.add_argument("--json", type=Path, default=HOME / "bench.json", help="where to write every figure")
    options.add_argument("--page", action="store_true", help="write docs/reference/bench.md")
    options.add_argument("--add", type=Path, help="sizes of an earlier run of this machine, to be told beside")
    options.add_argument("--note", action="append", default=[], help="what a reader must know about this run")
    options.add_argument("--keep", action="store_true", help="keep databases and files for a closer look")
    options.add_argument("--home", type=Path, default=HOME, help=argparse.SUPPRESS)
    return options


def _measure(server: Server, wanted: list[Size], *, keep: bool) -> dict[str, Any]:
    result: dict[str, Any] = {
        "command": " ".join(["python -m bench", *sys.argv[1:]]), "measured_on": date.today().isoformat(),
        "load": os.getloadavg(),
        "machine": _machine(), "server": _server(server), "sizes": {}, "skipped": [],
    }  # fmt: skip
    for line in (result["machine"], result["server"], f"load average {result['load'][0]:.1f}"):
        print(line, flush=True)
    for size in wanted:
        free = shutil.disk_usage(HOME.parent if not HOME.exists() else HOME).free / 1e9
        print(f"×{size.name}: {free:.0f} GB of disk are free, {size.gigabytes:.1f} GB are needed", flush=True)
        if free < size.gigabytes:
            result["skipped"].append(f"×{size.name} not measured: {free:.0f} GB free, {size.gigabytes:.0f} GB needed")
            continue
        result["sizes"][size.name] = _one(server, size, keep=keep)
    result["growth"] = growth(result["sizes"])
    return result


def _add(result: dict[str, Any], earlier: dict[str, Any]) -> None:
    """The sizes of an earlier run, in order of size; what was measured now counts."""
    both = {**earlier["sizes"], **result["sizes"]}
    result["sizes"] = {name: both[name] for name in sorted(both, key=float)}
    result["command"] += f" (×{', ×'.join(n for n in earlier['sizes'])}: {earlier['command']})"
    result["growth"] = growth(result["sizes"])


def _one(server: Server, size: Size, *, keep: bool) -> dict[str, Any]:
    """All steps of one size in a database that the product has laid out."""
    found: dict[str, Any] = {"learners": size.learners, "rows": size.rows, "took": {}}
    drop_database(server, size.database)
    try:
        _call(size, "-m", "mugur.cli", "setup-database")
        for step in STEPS:
            began = time.perf_counter()
            to = size.file(step).with_suffix(".json")
            _call(size, "-m", "bench.step", step, size.name, str(to), login="" if step == "pages" else "worker")
            found[step] = json.loads(to.read_text(encoding="utf-8"))
            to.unlink()
            found["took"][step] = round(time.perf_counter() - began, 1)
            print(f"  {step}: {found['took'][step]} s", flush=True)
    finally:
        if not keep:
            drop_database(server, size.database)
            for what in ("attendance", "table"):
                size.file(what).unlink(missing_ok=True)
    return found


def _call(size: Size, *command: str, login: str = "") -> None:
    environment = {**os.environ, "MUGUR_DATABASE": size.database, "PYTHONWARNINGS": "ignore"}
    if login:
        environment["MUGUR_LOGIN"] = login
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise SystemExit(f"bench: stopped, because this failed: {' '.join(command)}")


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()}, Python {platform.python_version()}"


def _server(server: Server) -> str:
    with server.connect("postgres") as connection:
        version = connection.execute("show server_version").fetchone()
        settings = [(name, connection.execute(f"show {name}".encode()).fetchone()) for name in TOLD]
    assert version is not None
    told = ", ".join(f"{name} {value[0]}" for name, value in settings if value)
    return f"PostgreSQL {version[0]} with {told}"


def _write(chosen: argparse.Namespace, result: dict[str, Any], made: list[Any], last: str) -> None:
    result |= {"bars": [{**vars(bar), "met": bar.met} for bar in made], "summary": last}
    chosen.json.parent.mkdir(parents=True, exist_ok=True)
    chosen.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if chosen.page:
        (ROOT / "docs" / "reference" / "bench.md").write_text(report.page(result, made, last), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
