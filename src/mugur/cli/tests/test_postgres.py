"""The embedded server: started once, shared, stopped by the last, recovered after anything."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest

from mugur.cli.postgres import FAST_AND_LOSABLE, Server, ensure_server
from mugur.cli.unprivileged import CannotStart, choose_binaries
from mugur.lib.logins import ADMIN, LONGEST_SOCKET_PATH, make_passwords, socket_dir

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")


@pytest.fixture(autouse=True)
def _own_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def ask(server: Server, question: str) -> object:
    with server.connect() as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def postmaster(server: Server) -> int | None:
    assert server.embedded is not None
    return server.embedded.postmaster()


def test_the_first_starts_the_second_attaches_and_the_last_stops(home: Path) -> None:
    first, second = ensure_server(home), ensure_server(home)
    assert (first.started, second.started) == (True, False)
    assert first.stop() is False
    assert ask(second, "select 1") == 1
    assert second.stop() is True
    assert postmaster(second) is None


def test_data_is_written_for_good_and_the_log_tells_no_values(home: Path) -> None:
    with ensure_server(home) as server:
        shown = {name: ask(server, f"show {name}") for name in ("fsync", "full_page_writes", "listen_addresses")}
        with server.connect() as connection, pytest.raises(Exception, match="division"):
            connection.execute("select 1 / (length('Secretname') - 10)")
    assert shown == {"fsync": "on", "full_page_writes": "on", "listen_addresses": ""}
    assert "Secretname" not in (home / "postgres" / "server.log").read_text()


def test_tests_may_ask_for_a_server_that_can_lose_its_data(home: Path) -> None:
    with ensure_server(home, settings=FAST_AND_LOSABLE) as server:
        assert ask(server, "show fsync") == "off"


def test_passwords_are_asked_for_and_are_readable_by_their_owner_alone(home: Path) -> None:
    with ensure_server(home) as server:
        wrong = Server(type(server.admin)(**{**vars(server.admin), "password": "guess"}))
        with pytest.raises(Exception, match="password authentication failed"):
            wrong.connect()
    assert (home / "keys" / "database.json").stat().st_mode & 0o077 == 0


@as_root
def test_root_steps_down_and_leaves_the_folders_above_alone(home: Path) -> None:
    before = [folder.stat().st_mode for folder in home.parents]
    with ensure_server(home) as server:
        pid = postmaster(server)
        owner = Path(f"/proc/{pid}").stat().st_uid
        data = (home / "postgres" / "data").stat()
    assert owner == NOBODY == data.st_uid
    assert data.st_mode & 0o777 == 0o700
    assert [folder.stat().st_mode for folder in home.parents] == before


@as_root
def test_root_in_a_closed_folder_runs_in_a_user_namespace(closed_home: Path) -> None:
    with ensure_server(closed_home) as server:
        assert server.embedded is not None
        assert ask(server, "select 1") == 1
    assert closed_home.parent.stat().st_mode & 0o777 == 0o700
    with ensure_server(closed_home) as again:
        assert ask(again, "select 1") == 1


@as_root
def test_programs_out_of_reach_are_copied_into_the_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binaries = choose_binaries()
    package = binaries.folder.parent.parent
    hidden = home.parent / "closed" / package.name
    shutil.copytree(package, hidden, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, hidden.with_name(libraries.name))
    hidden.parent.chmod(0o700)
    monkeypatch.setenv("MUGUR_POSTGRES_BIN", str(hidden / "pginstall" / "bin"))
    with ensure_server(home) as server:
        assert Path(f"/proc/{postmaster(server)}").stat().st_uid == NOBODY
    assert hidden.parent.stat().st_mode & 0o777 == 0o700


@as_root
def test_an_ordinary_user_needs_no_stepping_down(home: Path) -> None:
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from mugur.cli.postgres import ensure_server
        home = Path(sys.argv[1])
        with ensure_server(home) as server, server.connect() as connection:
            print(connection.execute("select 1 + 1").fetchone()[0])
    """)
    python = reachable_python()
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    done = subprocess.run(
        [python, "-c", script, str(home)],
        user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "HOME": "/"},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "2\n"), done.stderr
    assert (home / "postgres" / "data").stat().st_uid == NOBODY


def reachable_python() -> str:
    """A Python of our version that every user can run."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        tried = subprocess.run(
            [candidate, "-c", ""], user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", capture_output=True
        ) if Path(candidate).exists() and _may_run(candidate) else None  # fmt: skip
        if tried is not None and tried.returncode == 0:
            return candidate
    pytest.skip(f"no {version} on this machine can be run by an ordinary user")


def _may_run(path: str) -> bool:
    try:
        subprocess.run([path, "-c", ""], user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", capture_output=True)
    except PermissionError:
        return False
    return True


def test_after_kill_nine_every_acknowledged_row_is_there(home: Path) -> None:
    writer = textwrap.dedent("""
        import sys
        from pathlib import Path
        from mugur.cli.postgres import ensure_server
        server = ensure_server(Path(sys.argv[1]))
        connection = server.connect()
        connection.execute("create table kept (n int)")
        for n in range(1_000_000):
            connection.execute("insert into kept values (%s)", [n])
            print(n, flush=True)
    """)
    process = subprocess.Popen([sys.executable, "-c", writer, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = -1
    while acknowledged < 200:
        acknowledged = int(process.stdout.readline())
    pid = int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    for each in (process.pid, pid, *children):
        with suppress(ProcessLookupError):  # a child may end by itself once its parent is gone
            os.kill(each, signal.SIGKILL)
    rest = process.stdout.read().split()
    process.wait()
    process.stdout.close()
    acknowledged = int(rest[-2]) if len(rest) > 1 else acknowledged
    with ensure_server(home) as server:
        assert server.started
        assert ask(server, "select count(*) from kept") >= acknowledged + 1  # type: ignore[operator]
        assert ask(server, "select count(*) = max(n) + 1 from kept") is True


def test_a_killed_starter_leaves_a_server_that_the_next_one_stops(home: Path) -> None:
    starter = "import sys; from pathlib import Path; from mugur.cli.postgres import ensure_server; "
    starter += "server = ensure_server(Path(sys.argv[1])); print('up', flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", starter, str(home)], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    assert process.stdout is not None and process.stdin is not None
    assert process.stdout.readline() == b"up\n"
    process.kill()
    process.communicate()
    server = ensure_server(home)
    assert server.started is False
    assert server.stop() is True


def test_another_process_with_the_old_number_fools_nobody(home: Path) -> None:
    with ensure_server(home):
        pass
    stale = home / "postgres" / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{home / 'postgres' / 'data'}\n1\n5432\n{socket_dir(home)}\n\n")
    with ensure_server(home) as server:
        assert ask(server, "select 1") == 1


def test_an_interrupted_first_start_is_begun_again(home: Path) -> None:
    with ensure_server(home) as server:
        assert server.embedded is not None
        half = home / "postgres" / "data.new"
    subprocess.run(["cp", "-a", str(home / "postgres" / "data"), str(half)], check=True)
    shutil.rmtree(home / "postgres" / "data")
    (half / "PG_VERSION").unlink()
    with ensure_server(home) as server:
        assert ask(server, "select 1") == 1
    assert not half.exists()


def test_a_home_too_deep_for_a_socket_gets_a_short_one(home: Path) -> None:
    deep = home.joinpath(*["a-rather-long-name-of-a-folder"] * 4)
    with ensure_server(deep) as server:
        assert ask(server, "select 1") == 1
        assert len(str(socket_dir(deep))) < LONGEST_SOCKET_PATH
    shutil.rmtree(socket_dir(deep))


def test_keys_of_another_home_are_named_as_the_reason(home: Path) -> None:
    with ensure_server(home):
        (home / "keys" / "database.json").unlink()
        with pytest.raises(CannotStart, match="bring back the keys"):
            ensure_server(home)
    assert make_passwords(home)[ADMIN]


def test_data_of_another_version_is_named_as_the_reason(home: Path) -> None:
    with ensure_server(home):
        pass
    (home / "postgres" / "data" / "PG_VERSION").write_text("13\n")
    with pytest.raises(CannotStart, match="written by PostgreSQL 13"):
        ensure_server(home)
    (home / "postgres" / "data" / "PG_VERSION").write_text(f"{choose_binaries().major}\n")


def test_no_postgresql_at_all_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUGUR_POSTGRES_BIN", "/nowhere")
    with pytest.raises(CannotStart, match="No PostgreSQL was found"):
        ensure_server(home)


def test_an_unreachable_database_url_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(CannotStart, match="does not answer"):
        ensure_server(home)
    monkeypatch.setenv("DATABASE_URL", "mysql://x/y")
    with pytest.raises(CannotStart, match="postgresql://"):
        ensure_server(home)


def test_the_second_start_is_quick(home: Path) -> None:
    with ensure_server(home):
        pass
    before = time.monotonic()
    with ensure_server(home):
        taken = time.monotonic() - before
    assert taken < 5
