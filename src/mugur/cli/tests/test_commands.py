"""The command line as people and scripts meet it: help, exit codes, reports, whole runs."""

import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from mugur.cli.docs import commands_page
from mugur.cli.main import COMMANDS, main
from mugur.cli.postgres import ensure_server
from mugur.lib import keys

PASSWORD = "a-long-enough-password"


def mugur(environment: Mapping[str, str], *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mugur.cli", *arguments],
        env=dict(environment),
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    said = CliRunner().invoke(main, [name, "--help"])
    assert said.exit_code == 0
    assert len(said.output.splitlines()) > 4


def test_help_names_every_command_and_every_exit_code() -> None:
    said = CliRunner().invoke(main, ["--help"]).output
    assert all(name in said for name in COMMANDS)
    assert "0 all is well" in said and "3 Mugur cannot start" in " ".join(said.split())


def test_a_wrong_command_is_not_understood() -> None:
    assert CliRunner().invoke(main, ["importt"]).exit_code == 2


def test_keys_are_made_listed_and_never_shown(environment: dict[str, str], home: Path) -> None:
    assert mugur(environment, "keys", "list").returncode == 1
    assert mugur(environment, "keys", "create").returncode == 0
    listed = json.loads(mugur(environment, "keys", "list", "--json").stdout)
    assert set(listed) == set(keys.NAMES)
    before = keys.load(home)
    assert mugur(environment, "keys", "rotate", "vault_kek").returncode == 0
    after = keys.load(home)
    assert after.vault_kek.find(before.vault_kek.kid).value == before.vault_kek.value
    assert after.vault_kek.kid != before.vault_kek.kid
    assert before.vault_kek.text not in mugur(environment, "keys", "list").stdout + repr(before)


def test_production_makes_no_keys_silently(environment: dict[str, str], home: Path) -> None:
    said = mugur({**environment, "MUGUR_MODE": "production"}, "check", "--json")
    assert said.returncode == 1
    assert any("secret_key is missing" in finding for finding in json.loads(said.stdout)["findings"])
    assert not (home / "keys" / "secret_key").exists()


def test_a_taken_port_is_said_before_anything_is_started(environment: dict[str, str], home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = mugur({**environment, "PORT": str(port)}, "serve")
    assert said.returncode == 3
    assert f"Port {port}" in said.stderr and "Choose another" in said.stderr
    assert not home.exists()


@pytest.mark.slow
def test_accounts_roles_backup_and_restore(environment: dict[str, str], home: Path) -> None:
    assert "not laid out" in mugur(environment, "user", "list").stderr
    assert mugur(environment, "setup-database").returncode == 0
    assert "up to date" in mugur(environment, "setup-database").stdout
    assert findings(environment) == []
    an_account_with_a_role(environment)

    file = home.parent / "mugur.dump"
    assert mugur(environment, "backup", str(file)).returncode == 0
    the_backup_tells_no_keys(file, home)
    assert mugur(environment, "restore", str(file)).returncode == 1

    other = {**environment, "MUGUR_HOME": str(home.parent / "drill" / "home")}
    without_keys = mugur(other, "restore", str(file))
    assert (without_keys.returncode, "key secret_key" in without_keys.stderr) == (1, True)
    copy_keys(home, home.parent / "drill" / "home")
    restored = mugur(other, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    assert roles(other) == {"ana@school.example": ["head at lv.m1."]}
    assert mugur(other, "user", "end", "ana@school.example", "head", "lv.m1.").returncode == 0
    assert roles(other) == {"ana@school.example": []}
    assert findings(other) == []


def an_account_with_a_role(environment: dict[str, str]) -> None:
    add = ("user", "add", "Ana@school.example", "--name", "Ana", "--password-stdin")
    weak = mugur(environment, *add, given="short\n")
    assert (weak.returncode, "at least 12" in weak.stderr) == (1, True)
    assert mugur(environment, *add, given=f"{PASSWORD}\n").returncode == 0
    grant = ("user", "grant", "ana@school.example", "head")
    nowhere = mugur(environment, *grant, "lv.m1.")
    assert (nowhere.returncode, "no organisation" in nowhere.stderr) == (1, True)
    root = ("organisation", "add", "lv.", "--kind", "state", "--name", "L", "--country", "lv")
    child = ("organisation", "add", "lv.m1.", "--kind", "municipality", "--name", "M")
    assert [mugur(environment, *each).returncode for each in (root, child)] == [0, 0]
    taken = mugur(environment, *child)
    assert (taken.returncode, "already used" in taken.stderr) == (1, True)
    assert mugur(environment, *grant, "lv.m1.").returncode == 0


def the_backup_tells_no_keys(file: Path, home: Path) -> None:
    assert file.stat().st_mode & 0o077 == 0
    about = json.loads(Path(f"{file}.about.json").read_text())
    assert about["rows_by_table"]["public.access_account"] == 1
    secret = keys.load(home).vault_kek
    assert secret.text.encode() not in file.read_bytes() and secret.value not in file.read_bytes()


def findings(environment: dict[str, str]) -> list[str]:
    found: list[str] = json.loads(mugur(environment, "check", "--json").stdout)["findings"]
    return found


def roles(environment: dict[str, str]) -> dict[str, list[str]]:
    accounts = json.loads(mugur(environment, "user", "list", "--json").stdout)
    return {account["email"]: account["roles"] for account in accounts}


def copy_keys(source: Path, target: Path) -> None:
    for name in keys.NAMES:
        keys.write_private(target / "keys" / name, (source / "keys" / name).read_text())


@pytest.mark.slow
def test_a_home_and_a_database_are_for_one_thing_only(environment: dict[str, str], home: Path) -> None:
    assert mugur(environment, "setup-database").returncode == 0
    assert (home / "mode").read_text() == "development\n"
    demo = mugur(environment, "demo", "--load-only")
    assert (demo.returncode, "home for development, not for demo" in demo.stderr) == (3, True)
    with ensure_server(home) as server, server.connect("mugur") as connection:
        connection.execute("insert into access_installation (id, mode, note) values (1, 'demo', '')")
    wrong = mugur(environment, "setup-database")
    assert (wrong.returncode, "holds a demonstration" in wrong.stderr) == (3, True)


@pytest.mark.slow
def test_production_refuses_the_embedded_server(environment: dict[str, str]) -> None:
    assert mugur(environment, "keys", "create").returncode == 0
    said = mugur({**environment, "MUGUR_MODE": "production"}, "serve", "--port", "0")
    assert said.returncode == 2
    said = mugur({**environment, "MUGUR_MODE": "production"}, "serve", "--port", "18437")
    assert (said.returncode, "DATABASE_URL" in said.stderr) == (3, True)


def test_the_reference_pages_name_every_command() -> None:
    page = commands_page()
    assert all(f"## mugur {name}\n" in page for name in COMMANDS)
