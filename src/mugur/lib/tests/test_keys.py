"""Keys: made once, private, rotated without losing the old, never made silently in production."""

from pathlib import Path

import pytest

from mugur.lib import keys


@pytest.fixture(autouse=True)
def _development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUGUR_MODE", "development")
    monkeypatch.delenv("MUGUR_KEYS", raising=False)


def test_keys_are_made_once_and_differ_by_use(tmp_path: Path) -> None:
    first = keys.load_or_create(tmp_path)
    assert first == keys.load_or_create(tmp_path)
    values = {getattr(first, name).value for name in keys.NAMES}
    assert len(values) == len(keys.NAMES)
    assert {len(value) for value in values} == {32}


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    keys.load_or_create(tmp_path)
    folder = keys.keys_dir(tmp_path)
    assert folder.stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir() if path.stat().st_mode & 0o077] == []


def test_production_refuses_to_make_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUGUR_MODE", "production")
    with pytest.raises(keys.KeysMissing) as refused:
        keys.load_or_create(tmp_path)
    assert set(refused.value.names) == set(keys.NAMES)
    keys.create(tmp_path)
    assert keys.load_or_create(tmp_path).vault_kek.kid


def test_an_older_key_still_opens(tmp_path: Path) -> None:
    old = keys.load_or_create(tmp_path).vault_kek
    kid = keys.rotate(tmp_path, "vault_kek")
    ring = keys.load(tmp_path).vault_kek
    assert ring.kid == kid != old.kid
    assert ring.find(old.kid).value == old.value
    assert ring.older_texts == [old.text]
    with pytest.raises(KeyError):
        ring.find("none")


def test_a_damaged_key_is_said(tmp_path: Path) -> None:
    keys.create(tmp_path)
    (keys.keys_dir(tmp_path) / "pseudonym").write_text("abcd c2hvcnQ=\n")
    with pytest.raises(ValueError, match="not 32 bytes"):
        keys.load(tmp_path)


def test_a_key_is_never_printed(tmp_path: Path) -> None:
    made = keys.load_or_create(tmp_path)
    assert made.vault_kek.text not in repr(made)
    assert repr(made.vault_kek.value) not in repr(made)


def test_keys_may_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUGUR_KEYS", str(tmp_path / "apart"))
    keys.load_or_create(tmp_path / "home")
    assert (tmp_path / "apart" / "secret_key").exists()
    assert not (tmp_path / "home").exists()
