"""Commands for whoever runs this server; they see every study and answer in plain sentences."""

from __future__ import annotations

from flask import Flask

from survey.cli.account import account_commands
from survey.cli.audit import audit_commands
from survey.cli.demo import demo, welcome
from survey.cli.jobs import job_commands
from survey.cli.mail import mail_commands
from survey.cli.study import study_commands


def init_commands(app: Flask) -> None:
    """Register every command."""
    for command in (
        demo,
        welcome,
        study_commands,
        account_commands,
        mail_commands,
        job_commands,
        audit_commands,
    ):
        app.cli.add_command(command)
