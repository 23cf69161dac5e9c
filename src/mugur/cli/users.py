"""``mugur user``: accounts and their roles, for the first administrator and for emergencies.

Everything here is written to the audit log in the name of the job ``setup``.
"""

import sys
from datetime import datetime
from typing import Any

import click

from mugur.cli.house import acting_at, changing, refuse
from mugur.cli.ready import leave, platform, tell, today

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def user() -> None:
    """Accounts and what they may do.

    \b
    Examples:
      mugur user add ana@school.example --name "Ana P." --language lv
      mugur user grant ana@school.example class_teacher lv.aiz.s01. --until 2027-06-30
      mugur user end ana@school.example class_teacher lv.aiz.s01.
      mugur user list --json
    """


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="As colleagues know the person.")
@click.option("--language", default="en", type=click.Choice(["en", "lv", "ro", "hu", "sv"]), show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(email: str, name: str, language: str, password_stdin: bool) -> None:
    """Make an account. The password is asked for, or read from standard input."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask_password()
    with changing("access.account.created") as on:
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        from mugur.access.models import Account

        account = Account(email=email.lower(), name=name, language=language)
        try:
            validate_password(password, account)
            account.full_clean(exclude=["password"])
        except ValidationError as error:
            refuse(" ".join(error.messages))
        account.set_password(password)
        account.save()
    click.echo(f"{account.email} can sign in from {on.isoformat()} and holds no role yet: mugur user grant")


@user.command()
@click.argument("email")
@click.argument("role")
@click.argument("path")
@click.option("--until", type=DAY, help="Last day of the role.")
def grant(email: str, role: str, path: str, until: datetime | None) -> None:
    """Give ROLE at the organisation with PATH, from today."""
    with acting_at(path) as (body, who, on):
        from mugur.organisations import actions

        actions.give(body, by=who, on=on, account=_account(email), role=role, ends=until.date() if until else None)
    click.echo(f"{email} is {role} at {path} from {on.isoformat()}.")


@user.command()
@click.argument("email")
@click.argument("role")
@click.argument("path")
def end(email: str, role: str, path: str) -> None:
    """End ROLE at the organisation with PATH, from today."""
    with acting_at(path) as (body, who, on):
        from mugur.organisations import actions
        from mugur.organisations.queries import running

        held = body.memberships.filter(running(on), account=_account(email), role=role).first()
        if held is None:
            refuse(f"{email} does not hold the role {role} at {path}.")
        actions.end(held, by=who, on=on)
    click.echo(f"{email} is no longer {role} at {path}")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def list_users(as_json: bool) -> None:
    """Every account with the roles that it holds today."""
    with platform():
        from mugur.access.models import Account
        from mugur.organisations.queries import who_is

        on = today()
        rows: list[dict[str, Any]] = [
            {
                "email": account.email,
                "name": account.name,
                "active": account.is_active,
                "roles": [f"{held.role} at {held.path}" for held in who_is(account, on=on).held],
            }
            for account in Account.objects.order_by("email")
        ]
    tell(
        [f"{row['email']}  {row['name']}  {'; '.join(row['roles']) or 'no role'}" for row in rows], rows, wanted=as_json
    )
    leave(ok=True)


def _account(email: str) -> Any:
    from mugur.access.models import Account

    account = Account.objects.filter(email=email.lower()).first()
    if account is None:
        refuse(f"There is no account {email}.")
    return account


def _ask_password() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
