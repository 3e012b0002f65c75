"""Commands for whoever runs this server; they see every study and answer in plain sentences."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from survey.config import LANGUAGES
from survey.demo import COORDINATOR, Demo, load_demo
from survey.errors import DatabaseRefusal, NotAllowed, NotFound, TholosError
from survey.mail import send_outbox
from survey.models import Role, Study
from survey.operations import accounts, reminders, retention, rounds
from survey.queries.accounts import find_account, list_accounts
from survey.queries.studies import find_finding, find_study_by_code, get_round, list_all_studies
from survey.ratingsfile import import_ratings
from survey.reports.make import make_pdf, make_report
from survey.results import freeze_round, propose_axes
from survey.studyfile import import_study, read_study_file

WELCOME = "welcome.txt"
ROUND_NUMBER = click.IntRange(1, 2**31 - 1)
study_commands = AppGroup("study", help="Import, run, analyse and report studies.")
account_commands = AppGroup("account", help="Accounts of coordinators.")
mail_commands = AppGroup("mail", help="The outbox.")


def init_commands(app: Flask) -> None:
    """Register every command."""
    for command in (demo, welcome, study_commands, account_commands, mail_commands):
        app.cli.add_command(command)


def in_words(command: Callable[..., Any]) -> Callable[..., Any]:
    """Answer a domain error with one line and exit status 2, and never with a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except TholosError as error:
            words = str(error)
        except DatabaseRefusal as error:
            words = f"the database refuses ({error.orig}); flask db upgrade brings it up to date"
        except OSError as error:
            words = f"{error.filename or 'a file'}: {error.strerror or error}"
        click.echo("Error: " + " ".join(words.split()), err=True)
        sys.exit(2)

    return run


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
    file.write_text(_welcome(loaded, list(paths.values())), encoding="utf-8")
    for language, path in paths.items():
        path.write_bytes(make_report(finished, language, loaded.account).pdf)


def _welcome(loaded: Demo, reports: list[Path]) -> str:
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


@study_commands.command("list")
@in_words
def list_studies() -> None:
    """List every study of this server."""
    for study in list_all_studies():
        states = ", ".join(f"{round_.number} {round_.state}" for round_ in study.rounds)
        click.echo(f"{study.code:32} {study.template:10} rounds: {states or 'none'}")


@study_commands.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--owner", help="E-mail address of the coordinator's account.")
@in_words
def import_file(file: Path, owner: str | None) -> None:
    """Import a study from a study FILE in the format tholos-study/1."""
    account = _owner(owner)
    study = import_study(read_study_file(file), account=account)
    accounts.grant_role(account, study, Role.OWNER)
    n_drivers, n_options, n_rounds = map(len, (study.drivers, study.options, study.rounds))
    click.echo(f"Imported {study.code}: {n_drivers} drivers, {n_options} options, {n_rounds} rounds.")


@study_commands.command("import-ratings")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--code", required=True, help="Short name of the new study.")
@click.option("--title", help="Its title; the code by default.")
@click.option("--scale", help="Such as 1-5; by default the range of each question's answers.")
@click.option("--rule", help='Consensus rule, such as "share>=0.75 in 4-5"; iqr<=1 by default.')
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0])
@click.option("--owner", help="E-mail address of the coordinator's account.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the PDF report here at once.")
@in_words
def import_ratings_file(file: Path, code: str, report: Path | None, **settings: Any) -> None:
    """Make a consensus study of a ratings FILE: expert,round,item,question,value and optionally group."""
    if report:
        _check_writable(report)
    account = _owner(settings.pop("owner"))
    title = settings.pop("title") or code
    study = import_ratings(file, code=code, title=title, account=account, **settings)
    accounts.grant_role(account, study, Role.OWNER)
    click.echo(f"Imported {study.code}: {len(study.drivers)} items, {len(study.rounds)} rounds.")
    if report:
        report.write_bytes(make_pdf(study, settings["language"]))
        click.echo(f"Report: {report}")


@study_commands.command("open-round")
@click.argument("code")
@click.argument("number", type=ROUND_NUMBER)
@in_words
def open_round(code: str, number: int) -> None:
    """Open a round of a study."""
    rounds.open_round(get_round(_study(code), number))
    click.echo(f"Round {number} of {code} is open.")


@study_commands.command("close-round")
@click.argument("code")
@click.argument("number", type=ROUND_NUMBER)
@in_words
def close_round(code: str, number: int) -> None:
    """Close a round of a study and freeze its results."""
    snapshot = rounds.close_round(get_round(_study(code), number), freeze_round)
    click.echo(f"Round {number} of {code} is closed; input hash {snapshot.input_hash[:12]}.")


@study_commands.command("remind")
@click.argument("code")
@click.argument("number", type=ROUND_NUMBER)
@click.option("--dry-run", is_flag=True, help="Only list who would be reminded.")
@in_words
def remind(code: str, number: int, dry_run: bool) -> None:
    """Remind everybody who has not finished a round and can be reminded now."""
    round_, now = get_round(_study(code), number), datetime.now(UTC)
    able = [each.invitation for each in reminders.list_candidates(round_, now) if not each.obstacle]
    people = able if dry_run else reminders.remind(round_, {each.id for each in able}, now)
    for person in people:
        click.echo(f"{person.name} <{person.email}>")
    click.echo(f"{'Would be reminded' if dry_run else 'Reminded'}: {len(people)}.")


@study_commands.command("forget")
@click.option("--dry-run", is_flag=True, help="Only list what would be deleted.")
@in_words
def forget(dry_run: bool) -> None:
    """Delete what was kept as long as the notices promised; the running server does it by itself."""
    today = datetime.now(UTC).date()
    for due in retention.list_due(today) if dry_run else retention.end_retention(today):
        click.echo(f"{due.study.code}: {due.what}, kept until {due.since}")


@study_commands.command("analyse")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Everything, machine-readable.")
@in_words
def analyse(code: str, as_json: bool) -> None:
    """Look for the two axes of a study."""
    study = _study(code)
    found = find_finding(study, "axes") or propose_axes(study)
    if as_json:
        click.echo(json.dumps(found.data, ensure_ascii=False, indent=2, sort_keys=True))
        return
    click.echo(found.data["reason"])
    for axis in found.data["axes"]:
        click.echo(f"  {axis['name']}: " + ", ".join(driver["item"] for driver in axis["drivers"]))


@study_commands.command("report")
@click.argument("code")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@click.option("--locale", type=click.Choice(LANGUAGES), default=LANGUAGES[0])
@in_words
def report(code: str, output: Path, locale: str) -> None:
    """Write a study's report as PDF."""
    _check_writable(output)
    output.write_bytes(make_pdf(_study(code), locale))
    click.echo(f"Report: {output}")


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


@mail_commands.command("send")
@click.option("--limit", default=100, show_default=True)
@in_words
def send_mail(limit: int) -> None:
    """Send what waits in the outbox; run it every minute or so."""
    click.echo(str(send_outbox(limit)))


def _check_writable(path: Path) -> None:
    """Refuse a place where no file can be written, before anything is stored or computed for it."""
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise NotAllowed("%(path)s cannot be written; choose a file in a folder that exists.", path=path)


def _study(code: str) -> Study:
    study = find_study_by_code(code)
    if study is None:
        raise NotFound("There is no study “%(code)s”; flask study list names them all.", code=code)
    return study


def _owner(email: str | None) -> Any:
    if email:
        return find_account(email)
    everyone = list_accounts()
    if len(everyone) != 1:
        raise NotFound("Say with --owner whose study this is; there are %(n)s accounts.", n=len(everyone))
    return everyone[0]
