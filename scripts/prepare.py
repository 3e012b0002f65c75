"""Bring the tables up to date, load the demo if there is nothing yet, print how to sign in."""

import sys

from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import upgrade
from sqlalchemy import exists, select

from survey import create_app
from survey.db import db
from survey.errors import ConfigurationError
from survey.models import Account


def main() -> None:
    """Prepare the database that the settings name."""
    try:
        app = create_app()
    except ConfigurationError as error:
        sys.exit(str(error))
    with app.app_context():
        upgrade()
        is_empty = not db.session.scalar(select(exists().where(Account.id.is_not(None))))
    if is_empty:
        run_command(app, "demo")
    run_command(app, "welcome")


def run_command(app: Flask, name: str) -> None:
    """Run one of the app's own commands in this process, which spares the time to start another."""
    info = ScriptInfo(create_app=lambda: app)
    app.cli.main(args=[name], prog_name="flask", obj=info, standalone_mode=False)


if __name__ == "__main__":
    main()
