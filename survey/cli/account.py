"""Accounts of those who run studies."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from survey.cli.plain import in_words
from survey.operations import accounts, second_factor
from survey.queries.accounts import find_account, list_accounts

account_commands = AppGroup("account", help="Accounts of coordinators.")


@account_commands.command("list")
@in_words
def show_accounts() -> None:
    """List every account of this server."""
    for account in list_accounts():
        marks = ["" if account.is_enabled else "disabled", "admin" if account.is_admin else ""]
        marks.append("second factor" if account.has_second_factor else "")
        click.echo(f"{account.email:40} {account.name:30} {', '.join(filter(None, marks))}".rstrip())


@account_commands.command("create")
@click.argument("email")
@click.option("--name", prompt=True)
@click.option("--admin", is_flag=True, help="Let it run the accounts of this server.")
@click.password_option()
@in_words
def create_account(email: str, name: str, admin: bool, password: str) -> None:
    """Create a coordinator's account."""
    account = accounts.create_account(email, name, password)
    if admin:
        accounts.set_admin(account, True)
    click.echo(f"Created {email}.")


@account_commands.command("set-password")
@click.argument("email")
@click.password_option()
@in_words
def set_password(email: str, password: str) -> None:
    """Set a new password; sessions opened with the old one end."""
    accounts.set_password(find_account(email), password)
    click.echo(f"New password for {email}.")


@account_commands.command("disable")
@click.argument("email")
@in_words
def disable(email: str) -> None:
    """Disable an account; its sessions end with their next request."""
    accounts.set_enabled(find_account(email), False)
    click.echo(f"{email} is disabled.")


@account_commands.command("enable")
@click.argument("email")
@in_words
def enable(email: str) -> None:
    """Enable an account again."""
    accounts.set_enabled(find_account(email), True)
    click.echo(f"{email} is enabled.")


@account_commands.command("make-admin")
@click.argument("email")
@in_words
def make_admin(email: str) -> None:
    """Let an account run the accounts of this server; it sees no study by that alone."""
    accounts.set_admin(find_account(email), True)
    click.echo(f"{email} runs the accounts.")


@account_commands.command("no-admin")
@click.argument("email")
@in_words
def no_admin(email: str) -> None:
    """Let an account no longer run the accounts."""
    accounts.set_admin(find_account(email), False)
    click.echo(f"{email} no longer runs the accounts.")


@account_commands.command("drop-second-factor")
@click.argument("email")
@in_words
def drop_second_factor(email: str) -> None:
    """Take the second factor away from whoever lost both phone and recovery codes."""
    second_factor.remove_totp(find_account(email))
    click.echo(f"The passphrase alone opens {email} now.")
