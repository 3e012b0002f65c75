"""Accounts of those who run studies."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from survey.cli.plain import in_words
from survey.operations import accounts
from survey.queries.accounts import find_account

account_commands = AppGroup("account", help="Accounts of coordinators.")


@account_commands.command("create")
@click.argument("email")
@click.option("--name", prompt=True)
@click.password_option()
@in_words
def create_account(email: str, name: str, password: str) -> None:
    """Create a coordinator's account."""
    accounts.create_account(email, name, password)
    click.echo(f"Created {email}.")


@account_commands.command("set-password")
@click.argument("email")
@click.password_option()
@in_words
def set_password(email: str, password: str) -> None:
    """Set a new password; sessions opened with the old one end."""
    accounts.set_password(find_account(email), password)
    click.echo(f"New password for {email}.")
