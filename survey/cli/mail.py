"""The outbox."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from survey.cli.plain import in_words
from survey.mail import send_outbox
from survey.mail.accounts import send_account_mail

mail_commands = AppGroup("mail", help="The outbox.")


@mail_commands.command("send")
@click.option("--limit", default=100, show_default=True)
@in_words
def send_mail(limit: int) -> None:
    """Send what waits in the outbox; run it every minute or so."""
    click.echo(str(send_outbox(limit)))
    if n_sent := send_account_mail(limit):
        click.echo(f"Messages sent to those who run studies: {n_sent}.")
