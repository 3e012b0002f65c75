"""The demo: loading it, and how to sign in to it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from survey.cli.plain import in_words
from survey.config import LANGUAGES
from survey.demo import COORDINATOR, Demo, load_demo
from survey.models import Profile
from survey.operations.report_links import make_link
from survey.reports.edition import Edition
from survey.reports.make import publish_report
from survey.tokens import make_report_token

WELCOME = "welcome.txt"


@click.command()
@with_appcontext
@in_words
def demo() -> None:
    """Load the four demo studies with simulated panels and make the demo's reports."""
    click.echo("Loading the demo: four studies, answered by simulated experts (about a minute) …")
    loaded = load_demo(current_app.config["PANEL_KEY"])
    finished = loaded.studies[-1]
    folder = Path(current_app.instance_path)
    paths = {language: folder / f"{finished.code}-{language}.pdf" for language in LANGUAGES}
    # The password is said nowhere else: keep it before anything that may fail.
    file = folder / WELCOME
    file.touch(mode=0o600)
    file.write_text(_welcome(loaded, list(paths.values()), _link_readers(loaded)), encoding="utf-8")
    for language, path in paths.items():
        path.write_bytes(publish_report(finished, language, loaded.account).pdf)
        publish_report(finished, language, loaded.account, edition=Edition(profile=Profile.EXECUTIVE))


def _link_readers(loaded: Demo) -> str:
    """Make a link to the finished study's reports, as stakeholders get it; return its secret."""
    key, last = current_app.config["PANEL_KEY"], datetime.now(UTC).date() + timedelta(days=365)
    finished = loaded.studies[-1]
    link = make_link(finished, "Steering group", last, key, with_data=True, account=loaded.account)
    return make_report_token(key, link.id)


def _welcome(loaded: Demo, reports: list[Path], reader: str) -> str:
    url = current_app.config["PUBLIC_URL"]
    links = "".join(
        f"  Two experts' links (English, Korean) into “{study.title['en']}” while its round is open:\n"
        + "".join(f"    {url}/i/{token}\n" for token in tokens)
        for study, tokens in loaded.links
    )
    files = "\n".join(f"    {path}" for path in reports)
    return (
        f"Tholos: {url}\n\n"
        f"  Coordinator: sign in at {url}/sign-in\n"
        f"    e-mail   {COORDINATOR}\n"
        f"    password {loaded.password}\n\n"
        f"{links}\n"
        f"  The finished demo report (simulated panel):\n{files}\n"
        f"  The same as its stakeholders read it:\n    {url}/r/{reader}\n\n"
    )


@click.command()
@with_appcontext
def welcome() -> None:
    """Print how to sign in to the demo, as it was said when the demo was loaded."""
    path = Path(current_app.instance_path) / WELCOME
    if path.is_file():
        # The text was written where the demo was loaded; today's address may be another.
        text = path.read_text(encoding="utf-8")
        click.echo(re.sub(r"https?://[^/\s]+", current_app.config["PUBLIC_URL"], text))
    else:
        click.echo(f"Tholos: {current_app.config['PUBLIC_URL']}\n")
