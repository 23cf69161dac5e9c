"""Texts are collected from source and templates, kept when they are translated, and checked."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from mugur.cli import catalogues
from mugur.cli.catalogues import Room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A room with one page and one module, and things that are no texts."""
    (tmp_path / "templates" / "garden").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    (tmp_path / "templates" / "garden" / "page.html").write_text(
        dedent("""\
        {% load i18n %}
        <p>It's an "odd" line
            {% translate "Water the plants" %} {% translate "Open" context "gate" %}
        {% blocktranslate trimmed with name=plant.name %}
            {{ name }} needs
            100% more light
        {% endblocktranslate %}
        {% blocktranslate count n=plants|length trimmed %}
            {{ n }} plant
        {% plural %}
            {{ n }} plants
        {% endblocktranslate %} {{ _("Dry") }}
        """)
    )
    (tmp_path / "views.py").write_text(
        dedent("""\
        from django.utils.translation import gettext_lazy as _, ngettext

        def sentence(n):
            # Translators: shown in the morning
            first = _("Good morning, %(name)s")
            return first, ngettext("%(n)s day", "%(n)s days", n), _("two "
                "halves"), str("no text")
        """)
    )
    (tmp_path / "tests" / "test_x.py").write_text('_("never collected")\n')
    yield Room(tmp_path)


def texts(room: Room) -> set[object]:
    return {message.id for message in catalogues.collect(room) if message.id}


def test_every_text_of_source_and_templates_is_found(room: Room) -> None:
    assert texts(room) == {
        "Water the plants",
        "Open",
        "%(name)s needs 100%% more light",
        ("%(n)s plant", "%(n)s plants"),
        "Dry",
        "Good morning, %(name)s",
        ("%(n)s day", "%(n)s days"),
        "two halves",
    }


def test_context_and_remarks_for_translators_come_along(room: Room) -> None:
    found = {message.id: message for message in catalogues.collect(room)}
    assert found["Good morning, %(name)s"].auto_comments == ["Translators: shown in the morning"]
    assert catalogues.collect(room).get("Open", "gate") is not None


def test_a_second_update_changes_nothing_and_keeps_translations(room: Room) -> None:
    assert catalogues.update(room, "lv") is True
    assert catalogues.update(room, "lv") is False
    path = room.catalogue("lv")
    path.write_text(path.read_text().replace('msgid "Dry"\nmsgstr ""', 'msgid "Dry"\nmsgstr "Sauss"'))
    page = room.folder / "templates" / "garden" / "page.html"
    page.write_text(page.read_text().replace("Water the plants", "Water every plant"))
    assert catalogues.update(room, "lv") is True
    known = catalogues.read(path, "lv")
    assert known.get("Dry").string == "Sauss"  # type: ignore[union-attr]
    assert known.get("Water the plants") is None and known.get("Water every plant") is not None


def test_what_is_missing_or_damaged_is_told(room: Room) -> None:
    assert {finding.what for finding in catalogues.check(room, "sv")} == {"missing"}
    catalogues.update(room, "sv")
    assert {finding.what for finding in catalogues.check(room, "sv")} == {"not translated"}
    path = room.catalogue("sv")
    path.write_text(path.read_text().replace(', %(name)s"\nmsgstr ""', ', %(name)s"\nmsgstr "God morgon, %(namn)s"'))
    faults = [f.what for f in catalogues.check(room, "sv") if f.text.startswith("Good morning")]
    assert faults == ["other placeholders than the source (name, namn)"]


def test_latvian_has_three_forms_and_one_is_not_enough(room: Room) -> None:
    catalogues.update(room, "lv")
    path = room.catalogue("lv")
    text = path.read_text()
    assert text.count("msgstr[2]") == 2
    path.write_text(text.replace('"%(n)s days"\nmsgstr[0] ""', '"%(n)s days"\nmsgstr[0] "%(n)s diena"'))
    assert [f.what for f in catalogues.check(room, "lv") if f.text == "%(n)s day"] == ["not translated"]


def test_the_house_has_rooms_and_the_tests_are_not_among_them() -> None:
    names = {room.folder.name for room in catalogues.rooms()}
    assert {"access", "web", "people"} <= names
    assert "testing" not in names and "cli" not in names
