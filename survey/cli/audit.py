"""The audit log: whether it is as it was written."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from survey.cli.plain import in_words
from survey.queries.log import verify_chain

audit_commands = AppGroup("audit", help="The audit log.")


@audit_commands.command("verify")
@in_words
def verify() -> None:
    """Compute the chain again; exit status 1 and the entry where it breaks, if it does."""
    chain = verify_chain()
    if not chain.holds:
        click.echo(f"The chain breaks at entry {chain.broken_number}; {chain.n_entries} before it hold.")
        sys.exit(1)
    click.echo(f"{chain.n_entries} entries are as they were written. Last mark: {chain.last_hash}")
