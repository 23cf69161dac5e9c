"""The texts' catalogues: one .po file for each room and language, read and written with Babel.

No gettext tools are needed: templates are turned into Python-like calls by
Django itself, and Babel collects from those and from the source.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("lv", "ro", "hu", "sv")
PACKAGE = Path(__file__).resolve().parents[1]
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")
Name = str | tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Something a translator has to do, with file and text."""

    file: Path
    text: str
    what: str

    def line(self) -> str:
        """One line for people."""
        return f"{self.file}: {self.what}: {self.text!r}"


@dataclass(frozen=True)
class Room:
    """A folder whose texts belong together."""

    folder: Path

    def catalogue(self, language: str) -> Path:
        """Where this language's texts of the room lie."""
        return self.folder / "texts" / language / "LC_MESSAGES" / "django.po"

    def sources(self) -> Iterator[Path]:
        """Python files and templates of the room, without tests and migrations."""
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder).parts
            if {"tests", "migrations", "texts", "static"} & set(inside):
                continue
            if path.suffix == ".py" or ("templates" in inside and path.suffix in (".html", ".txt", ".typ", ".md")):
                yield path


def rooms() -> list[Room]:
    """All rooms with texts: the packages of Mugur, and the demonstration where it is installed."""
    found = [PACKAGE / child.name for child in sorted(PACKAGE.iterdir()) if (child / "__init__.py").exists()]
    demo = _demo()
    return [Room(folder) for folder in found if folder.name not in ("testing", "cli")] + ([Room(demo)] if demo else [])


def collect(room: Room) -> Catalog:
    """Every text of the room's source."""
    catalogue = Catalog(charset="utf-8")
    for path in room.sources():
        for line, text, comments, context in _texts(path):
            where = (str(path.relative_to(room.folder)), line)
            catalogue.add(text, None, [where], auto_comments=comments, context=context)
    return catalogue


def read(path: Path, language: str) -> Catalog:
    """The catalogue at this path, empty when there is none."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(room: Room, language: str) -> bool:
    """Bring a catalogue in line with the source, keeping translations; True when the file changed."""
    found = collect(room)
    path = room.catalogue(language)
    if not len(found) and not path.exists():
        return False
    known = read(path, language)
    fresh = Catalog(locale=language, charset="utf-8", project="Mugur", fuzzy=False)
    for message in sorted(_messages(found), key=lambda m: (m.context or "", _key(m))):
        before = known.get(message.id, message.context)
        string = before.string if before and "fuzzy" not in before.flags else ""
        fresh.add(message.id, string or None, message.locations, context=message.context,
                  auto_comments=message.auto_comments)  # fmt: skip
    out = io.BytesIO()
    write_po(out, fresh, width=110, include_lineno=False, omit_header=True)
    text = _header(fresh).encode() + out.getvalue()
    if path.exists() and path.read_bytes() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return True


def check(room: Room, language: str) -> list[Finding]:
    """What is missing, left over, doubtful or damaged in a catalogue."""
    path = room.catalogue(language)
    wanted = {(m.context, _key(m)): m for m in _messages(collect(room))}
    there = {(m.context, _key(m)): m for m in _messages(read(path, language))}
    findings = [Finding(path, key[1], "missing") for key in wanted if key not in there]
    findings += [Finding(path, key[1], "no longer used") for key in there if key not in wanted]
    for key in wanted.keys() & there.keys():
        findings += [Finding(path, key[1], what) for what in _faults(there[key], read_plurals(language))]
    return sorted(findings, key=lambda finding: (finding.what, finding.text))


def read_plurals(language: str) -> int:
    """How many forms of the plural a language has."""
    return Catalog(locale=language).num_plurals


def compile_stale() -> list[Path]:
    """Compile catalogues whose compiled form is older or missing; those compiled."""
    done = []
    for room in rooms():
        for language in LANGUAGES:
            source = room.catalogue(language)
            target = source.with_suffix(".mo")
            if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
                fresh = target.with_suffix(".new")
                with fresh.open("wb") as file:
                    write_mo(file, read(source, language))
                fresh.replace(target)
                done.append(target)
    return done


def _demo() -> Path | None:
    from importlib.util import find_spec

    spec = find_spec("mugur_demo")
    return Path(spec.origin).parent if spec and spec.origin else None


def _texts(path: Path) -> Iterator[tuple[int, Name, list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_calls(source, str(path))
    file = io.BytesIO(source.encode())
    calls = extract_python(file, KEYWORDS, ["Translators:"], {"encoding": "utf-8"})
    for line, name, given, comments in calls:
        if name not in KEYWORDS:
            continue
        found = _chosen(KEYWORDS[name], given)
        if found is not None:
            context, text = found
            yield line, text, list(comments or ()), context


def _as_calls(template: str, origin: str) -> str:
    """A template as lines of Python-like calls, each at its own line's number."""
    from django.utils.translation.template import templatize

    lines = templatize(template, origin=origin).split("\n")
    return "\n".join(line.strip() for line in lines) + "\n"


def _chosen(
    spec: tuple[int | tuple[int, str], ...] | None, given: "Iterable[str | None] | str | None"
) -> tuple[str | None, Name] | None:
    parts = (given,) if isinstance(given, str) or given is None else tuple(given)
    context: str | None = None
    texts: list[str] = []
    for place in spec or (1,):
        at = place[0] if isinstance(place, tuple) else place
        value = parts[at - 1] if len(parts) >= at else None
        if not value:
            return None
        if isinstance(place, tuple):
            context = value
        else:
            texts.append(value)
    return context, (texts[0] if len(texts) == 1 else tuple(texts))


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _faults(message: Message, plurals: int) -> Iterator[str]:
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    wanted = plurals if isinstance(message.id, (tuple, list)) else 1
    if "fuzzy" in message.flags:
        yield "doubtful"
    if len(texts) != wanted or not all(texts):
        yield "not translated"
        return
    asked = _placeholders(message.id if isinstance(message.id, str) else message.id[-1])
    for text in texts:
        extra = _placeholders(text) - asked
        lost = asked - _placeholders(text) if isinstance(message.id, str) else set()
        if extra or lost:
            yield f"other placeholders than the source ({', '.join(sorted(extra | lost))})"


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def _header(catalogue: Catalog) -> str:
    """A header that says nothing that changes by itself."""
    return (
        f"# Texts of Mugur, language {catalogue.locale_identifier}.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
