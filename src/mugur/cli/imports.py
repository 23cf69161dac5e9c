"""``mugur import``: files of schools and registers, first read dry, then written in one transaction."""

from pathlib import Path

import click

from mugur.cli.house import refusals_told
from mugur.cli.ready import leave, platform, tell, today

KINDS = {
    "roster": "Schools, persons, enrolments, classes: a OneRoster bundle, or CSV or XLSX files.",
    "attendance": "Missed and late lessons, one line for each learner and lesson or day.",
    "marks": "Marks of a term or of single works.",
    "incidents": "Incidents at school with their kind and day.",
}


@click.group("import")
def import_group() -> None:
    """Bring in rosters, attendance, marks and incidents.

    \b
    Examples:
      mugur import roster september.zip --source lv.aiz. --dry-run
      mugur import attendance week48.csv --source lv.aiz. --json > report.json

    A dry run tells every finding with file, row, column and a proposed
    remedy and writes nothing. The same file twice changes nothing.
    """


def _command(kind: str, words: str) -> click.Command:
    @click.command(kind, help=words)
    @click.argument("path", type=click.Path(exists=True, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Tell all findings, write nothing.")
    @click.option("--source", default="", help="The body that sends the file, by its path, as lv.aiz.")
    @click.option("--confirm", multiple=True, type=click.Choice(["leaving", "older"]), help="Answer a stop with yes.")
    @click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
    def bring_in(path: Path, dry_run: bool, source: str, confirm: tuple[str, ...], as_json: bool) -> None:
        with platform(), refusals_told():
            from mugur.people import imports

            answers = imports.Answers(confirmed=frozenset(confirm))
            report = imports.run(kind, path, dry_run=dry_run, on=today(), source=source, answers=answers)
        tell(report.lines(), report.as_json(), wanted=as_json)
        leave(ok=report.ok)

    return bring_in


for _kind, _words in KINDS.items():
    import_group.add_command(_command(_kind, _words))
