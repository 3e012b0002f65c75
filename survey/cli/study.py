"""Studies: import, run, analyse, report."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from survey.archive.read import is_archive, read_archive, take_archive
from survey.archive.write import write_archive
from survey.cli.plain import check_writable, find_owner, find_study, in_words
from survey.config import LANGUAGES
from survey.models import Paper, Profile, Role
from survey.operations import accounts, reminders, retention, rounds
from survey.operations.record import record_archive
from survey.queries.studies import find_finding, get_round, list_all_studies
from survey.ratingsfile import import_ratings
from survey.reports.edition import Edition
from survey.reports.make import make_pdf
from survey.results import freeze_round, propose_axes
from survey.studyfile import import_study, read_study_file

ROUND_NUMBER = click.IntRange(1, 2**31 - 1)
study_commands = AppGroup("study", help="Import, run, analyse and report studies.")


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
@click.option("--code", default="", help="Short name of the new study; that of the file by default.")
@click.option("--with-people", is_flag=True, help="Put the people of an archive on the panel.")
@in_words
def import_file(file: Path, owner: str | None, code: str, with_people: bool) -> None:
    """Import a study from a FILE: an archive (tholos-archive/1) or a study file (tholos-study/1)."""
    account = find_owner(owner)
    data = file.read_bytes() if file.is_file() else b""
    if is_archive(data):
        key = current_app.config["PANEL_KEY"]
        taken = read_archive(data)
        study = take_archive(taken, account=account, code=code, panel_key=key, with_people=with_people)
    else:
        content = read_study_file(file)
        study = import_study({**content, "code": code or content["code"]}, account=account)
        accounts.grant_role(account, study, Role.OWNER)
    n_drivers, n_options, n_rounds = map(len, (study.drivers, study.options, study.rounds))
    click.echo(f"Imported {study.code}: {n_drivers} drivers, {n_options} options, {n_rounds} rounds.")


@study_commands.command("export")
@click.argument("code")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@click.option("--with-reports", is_flag=True, help="Reports come along, pages and PDFs.")
@click.option("--with-people", is_flag=True, help="Names and addresses of the panel come along.")
@in_words
def export_file(code: str, output: Path, with_reports: bool, with_people: bool) -> None:
    """Write a whole study as an archive, without people unless that is said."""
    check_writable(output)
    study = find_study(code)
    data = write_archive(study, with_reports=with_reports, with_people=with_people)
    output.touch(mode=0o600)
    output.write_bytes(data)
    record_archive(study, None, with_reports=with_reports, with_people=with_people)
    click.echo(f"Wrote {output}: {len(data)} bytes{', with people' if with_people else ''}.")


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
        check_writable(report)
    account = find_owner(settings.pop("owner"))
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
    rounds.open_round(get_round(find_study(code), number))
    click.echo(f"Round {number} of {code} is open.")


@study_commands.command("close-round")
@click.argument("code")
@click.argument("number", type=ROUND_NUMBER)
@in_words
def close_round(code: str, number: int) -> None:
    """Close a round of a study and freeze its results."""
    snapshot = rounds.close_round(get_round(find_study(code), number), freeze_round)
    click.echo(f"Round {number} of {code} is closed; input hash {snapshot.input_hash[:12]}.")


@study_commands.command("remind")
@click.argument("code")
@click.argument("number", type=ROUND_NUMBER)
@click.option("--dry-run", is_flag=True, help="Only list who would be reminded.")
@in_words
def remind(code: str, number: int, dry_run: bool) -> None:
    """Remind everybody who has not finished a round and can be reminded now."""
    round_, now = get_round(find_study(code), number), datetime.now(UTC)
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
    study = find_study(code)
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
@click.option(
    "--profile", type=click.Choice([each.value for each in Profile]), default="full", help="For whom it is."
)
@click.option("--paper", type=click.Choice([each.value for each in Paper]), default="a4")
@in_words
def report(code: str, output: Path, locale: str, profile: str, paper: str) -> None:
    """Write a study's report as PDF; it is kept nowhere else and released to nobody."""
    check_writable(output)
    output.write_bytes(make_pdf(find_study(code), locale, Edition.of(locale, profile, paper)))
    click.echo(f"Report: {output}")
