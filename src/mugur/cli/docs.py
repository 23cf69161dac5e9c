"""``mugur docs``: the reference pages that are made from the code, so that they cannot lie."""

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from mugur.cli.ready import FINDINGS, path_of_repository

ROOMS = ("access", "organisations", "people", "fund", "support", "prevention", "statistics", "site")
MADE = "Made from the code by `make docs`; do not edit."


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 when a page is not as the code says.")
def docs(check: bool) -> None:
    """Write docs/reference: rights, terms of keeping, states, commands.

    \b
    Examples:
      mugur docs
      mugur docs --check
    """
    folder = path_of_repository() / "docs" / "reference"
    stale = [name for name, text in pages().items() if _differs(folder / name, text)]
    if check and stale:
        click.echo(f"Not as the code says, run make docs: {', '.join(stale)}", err=True)
        raise SystemExit(FINDINGS)
    for name in [] if check else stale:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(pages()[name], encoding="utf-8")
    click.echo(f"{len(stale)} pages written." if stale else "Every page is as the code says.")


def pages() -> dict[str, str]:
    """File name → text of every page that is made from the code."""
    _load_rooms()
    made: dict[str, Callable[[], str]] = {
        "rights.md": rights_table,
        "keep.md": keep_table,
        "events.md": events_table,
        "commands.md": commands_page,
    }
    states: dict[str, str] = {}
    for room in ROOMS:
        name = f"mugur.{room}.states.diagrams"
        if _exists(f"mugur.{room}.states") and _exists(name):
            states |= import_module(name).pages()
    return {name: make() for name, make in made.items()} | states


def rights_table() -> str:
    """Every right with its meaning and the sentences of those who have it."""
    _load_rooms()
    from mugur.access.rights import RIGHTS

    lines = [
        "# Rights", "", MADE, "",
        "Grants only add; none forbids. “2nd” marks rights that need a fresh second factor.", "",
        "| Right | Meaning | Who | 2nd |", "|---|---|---|---|",
    ]  # fmt: skip
    for name, right in sorted(RIGHTS.items()):
        if name.split(".")[0] in ROOMS:
            who = "<br>".join(grant.sentence for grant in right.grants)
            lines.append(f"| `{name}` | {right.meaning} | {who} | {'yes' if right.second_factor else ''} |")
    return "\n".join(lines) + "\n"


def events_table() -> str:
    """Every change with the right that it needs, as it stands in the audit log."""
    _load_rooms()
    from mugur.access.action import ACTIONS

    lines = ["# Events of the audit log", "", MADE, "", "| Event | Right | What happens |", "|---|---|---|"]
    for event, (right, verb) in sorted(ACTIONS.items()):
        if event.split(".")[0] in ROOMS:
            lines.append(f"| `{event}` | `{right.name}` | {_first_sentence(verb)} |")
    return "\n".join(lines) + "\n"


def keep_table() -> str:
    """What personal data is kept, why, by which source, until when, and what happens then."""
    _load_rooms()
    from mugur.access.keep import lines as kept

    lines = [
        "# What is kept about persons, and until when", "", MADE, "",
        "| Record | Personal fields | Why | Source | Until | Then |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for line in kept():
        fields = ", ".join(line.personal) or "–"
        lines.append(
            f"| {line.model} | {fields} | {line.reason} | {line.source} | {line.until.sentence} | {line.then} |"
        )
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """The command line's own help, command by command."""
    from mugur.cli.main import main

    assert isinstance(main, click.Group)
    lines = ["# Commands", "", MADE, ""]
    for name, text in _helps("mugur", main):
        lines += [f"## {name}", "", "```text", text, "```", ""]
    return "\n".join(lines)


def _helps(name: str, command: click.Command) -> Iterator[tuple[str, str]]:
    context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
    context.show_default = True
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _helps(f"{name} {child}", found)


def _load_rooms() -> None:
    from django.apps import apps

    if not apps.ready:
        os.environ["MUGUR_MODE"] = "development"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mugur.site.settings")
        import django

        with TemporaryDirectory() as nowhere:  # pages need no installation, and leave none behind
            os.environ["MUGUR_HOME"] = nowhere
            django.setup()
    for room in ROOMS:
        for part in ("access", "actions", "keep"):
            if _exists(f"mugur.{room}.{part}"):
                _load_all(f"mugur.{room}.{part}")


def _load_all(name: str) -> None:
    module = import_module(name)
    for place in getattr(module, "__path__", ()):
        for path in sorted(Path(place).glob("*.py")):
            if path.stem != "__init__":
                import_module(f"{name}.{path.stem}")


def _exists(name: str) -> bool:
    return find_spec(name) is not None


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != text


def _first_sentence(verb: Callable[..., Any]) -> str:
    words = " ".join((verb.__doc__ or "").split("\n\n")[0].split())
    return words.replace("|", "\\|")
