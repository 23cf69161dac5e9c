"""The command ``mugur``."""

from collections.abc import Callable
from importlib import import_module

import click

# Each command lives in a module of its own and is loaded only when it is asked for, so that help is instant.
COMMANDS = {
    "serve": ("mugur.cli.serve:serve", "Serve the platform on this machine."),
    "stop": ("mugur.cli.serve:stop", "Stop what serves this home, and its database."),
    "demo": ("mugur.cli.demo:demo", "Load the demonstration and serve it."),
    "worker": ("mugur.cli.serve:worker", "Work off jobs: imports, documents, mail."),
    "setup-database": ("mugur.cli.setup:setup_database", "Create roles and tables, or bring them up to date."),
    "check": ("mugur.cli.check:check", "Check configuration, keys and database."),
    "import": ("mugur.cli.imports:import_group", "Bring in rosters, attendance, marks, incidents."),
    "signals": ("mugur.cli.signals:signals", "Run the indicators over the facts of a day."),
    "operations": ("mugur.cli.operations:operations", "List the published operations, or bring them in."),
    "user": ("mugur.cli.users:user", "Accounts and what they may do."),
    "organisation": ("mugur.cli.organisations:organisation", "Found the first bodies of the tree."),
    "backup": ("mugur.cli.backup:backup", "Write the whole database to a file, without keys."),
    "restore": ("mugur.cli.backup:restore", "Read a backup into an empty database."),
    "keys": ("mugur.cli.keyring:keys", "Make and list secret keys."),
    "docs": ("mugur.cli.docs:docs", "Write the reference pages that are made from the code."),
    "texts": ("mugur.cli.texts:texts", "Collect, check and compile the texts of all languages."),
}


class Lazy(click.Group):
    """A group that imports a command's module when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


EXAMPLES = """
\b
Examples:
  mugur demo                                       see it with invented persons
  mugur import roster september.zip --dry-run      all findings, nothing written
  mugur import attendance week48.csv --json        a report for a machine
  mugur signals run --on 2026-11-24                who needs attention that day
  mugur user add ana@school.example --name "Ana P."
  mugur backup /backups/mugur-2026-11-24.dump

\b
Everything is kept in MUGUR_HOME (default: ./var). DATABASE_URL names a
PostgreSQL server of your own; without it Mugur runs one inside MUGUR_HOME.

\b
Exit codes: 0 all is well, 1 findings or a refusal, 2 the command was not
understood, 3 Mugur cannot start and says why.
"""


@click.group(cls=Lazy, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mugur", prog_name="mugur")
def command() -> None:
    """One record for the programmes that keep learners in education and bring them into work."""


main: Callable[[], None] = command
