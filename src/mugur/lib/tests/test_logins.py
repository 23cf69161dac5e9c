"""Logins: read from addresses, from the home, from the environment, in that order of strength."""

from pathlib import Path

import pytest

from mugur.lib import logins


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "MUGUR_DATABASE", "MUGUR_APP_URL", "MUGUR_KEYS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://ana:s%40cret@db.example:6432/mugur", ("db.example", 6432, "mugur", "ana", "s@cret", ())),
        ("postgres://db.example/", ("db.example", 5432, "", "", "", ())),
        (
            "postgresql://ana@/mugur?host=/var/run/postgresql&sslmode=verify-full",
            ("/var/run/postgresql", 5432, "mugur", "ana", "", (("sslmode", "verify-full"),)),
        ),
    ],
)
def test_addresses_are_read(url: str, expected: tuple[object, ...]) -> None:
    login = logins.parse_url(url)
    assert (login.host, login.port, login.name, login.user, login.password, login.options) == expected


def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        logins.parse_url("mysql://ana@db.example/mugur")


def test_without_an_address_the_home_has_the_server(tmp_path: Path) -> None:
    made = logins.make_passwords(tmp_path)
    login = logins.login(tmp_path, "default")
    assert (login.host, login.user, login.name) == (str(logins.socket_dir(tmp_path)), "mugur_app", "mugur")
    assert login.password == made["mugur_app"]
    assert len(set(made.values())) == len(logins.ALL_ROLES) + 1


def test_passwords_are_made_once(tmp_path: Path) -> None:
    assert logins.make_passwords(tmp_path) == logins.make_passwords(tmp_path) == logins.passwords(tmp_path)


def test_an_own_address_of_a_login_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://admin:a@db.example/house")
    monkeypatch.setenv("MUGUR_APP_URL", "postgresql://web:w@pooler.example:6432/house")
    assert logins.login(tmp_path, "default").user == "web"
    assert logins.login(tmp_path, "owner").user == "mugur_owner"
    assert logins.login(tmp_path, "owner").host == "db.example"
    assert logins.database_name() == "house"
    assert logins.admin_login(tmp_path).user == "admin"


def test_a_deep_home_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-long-name-of-a-folder"] * 5)
    assert len(str(logins.socket_dir(deep))) < logins.LONGEST_SOCKET_PATH
    assert logins.socket_dir(deep) == logins.socket_dir(deep) != logins.socket_dir(deep / "x")


def test_conninfo_leaves_out_what_is_not_known() -> None:
    assert logins.parse_url("postgresql://db.example/").conninfo() == {"host": "db.example", "port": 5432}
