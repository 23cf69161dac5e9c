"""``mugur texts``: collect, check and compile what people read, in every language."""

import click

from mugur.cli import catalogues
from mugur.cli.ready import FINDINGS, tell


@click.group()
def texts() -> None:
    """Collect, check and compile the texts of all languages.

    English stands in the source; each room keeps one file for each other
    language in texts/LANGUAGE/LC_MESSAGES/django.po.

    \b
    Examples:
      mugur texts extract            after a text was written or changed
      mugur texts check --room people --language lv
    """


@texts.command()
@click.option("--room", "only", help="Only this room.")
def extract(only: str | None) -> None:
    """Bring the files of all languages in line with the source; translations stay."""
    _ready()
    changed = [
        room.catalogue(language)
        for room in _rooms(only)
        for language in catalogues.LANGUAGES
        if catalogues.update(room, language)
    ]
    tell([*map(str, changed), f"{len(changed)} files changed."], changed, wanted=False)


@texts.command()
@click.option("--room", "only", help="Only this room.")
@click.option("--language", type=click.Choice(catalogues.LANGUAGES), help="Only this language.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def check(only: str | None, language: str | None, as_json: bool) -> None:
    """Tell what is missing, left over, doubtful or damaged; exit code 1 when there is anything."""
    _ready()
    findings = [
        finding
        for room in _rooms(only)
        for each in ([language] if language else catalogues.LANGUAGES)
        for finding in catalogues.check(room, each)
    ]
    tell(
        [finding.line() for finding in findings] or ["Every text is there in every language."],
        [{"file": str(finding.file), "text": finding.text, "what": finding.what} for finding in findings],
        wanted=as_json,
    )
    if findings:
        raise SystemExit(FINDINGS)


@texts.command("compile")
def compile_() -> None:
    """Compile what changed since the last time."""
    done = catalogues.compile_stale()
    click.echo(f"{len(done)} files compiled.")


def _rooms(only: str | None) -> list[catalogues.Room]:
    found = [room for room in catalogues.rooms() if only in (None, room.folder.name)]
    if not found:
        raise click.BadParameter(f"There is no room {only}.", param_hint="--room")
    return found


def _ready() -> None:
    """Templates are read by Django's own lexer, which wants settings, but no platform's."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
