"""A small world in which every page has something to show: two studies, their people, and a stranger."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import select

from survey import results
from survey.db import db, transaction
from survey.models import (
    Account,
    BinEntry,
    Contribution,
    Invitation,
    Reason,
    Report,
    Role,
    Round,
    RoundKind,
    Study,
)
from survey.operations import bin as bin_
from survey.operations import (
    colleagues,
    decisions,
    leaving,
    moderation,
    panel,
    plans,
    report_links,
    responses,
    rounds,
    schedule,
    studies,
)
from survey.operations.jobs import add_job
from survey.tables import read_file
from survey.tables.taking import keep_table
from survey.tokens import make_account_token, make_report_token, make_stop_token
from tests import factories
from tests.pages import Visitor

N_EXPERTS = 12
PRINCIPALS = (
    "nobody",
    "expert",
    "expert_of_other_study",
    "expert_with_replaced_link",
    "revoked_expert",
    "withdrawn_expert",
    "owner",
    "editor",
    "moderator",
    "analyst",
    "mailer",
    "viewer",
    "stakeholder",
    "coordinator_of_other_study",
    "administrator",
    "disabled_account",
)


@dataclass
class World:
    """Who and what there is, by id, so that a copy of the database can be entered."""

    study_id: str = ""
    token: str = ""
    stop_token: str = ""
    question_id: str = ""
    section_id: str = ""
    invitation_id: str = ""
    reason_id: str = ""
    option_id: str = ""
    contribution_id: str = ""
    driver_id: str = ""
    report_id: str = ""
    link_id: str = ""
    reader_token: str = ""
    act_id: str = ""
    job_id: str = ""
    entry_id: str = ""
    colleague_invitation_id: str = ""
    colleague_token: str = ""
    driver_list_id: str = ""
    people_list_id: str = ""
    accounts: dict[str, str] = field(default_factory=dict)
    invitations: dict[str, tuple[str, int]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Return what a file can keep."""
        return asdict(self)

    def visitor(self, app: Flask, principal: str) -> Visitor:
        """Return a visitor who is this principal."""
        visitor = Visitor(app)
        if principal in self.accounts:
            return visitor.sign_in(db.session.get(Account, self.accounts[principal]))
        if principal in self.invitations:
            invitation_id, serial = self.invitations[principal]
            return visitor.come_as(db.session.get(Invitation, invitation_id), serial)
        if principal == "stakeholder":
            return visitor.read_by(self.link_id)
        return visitor

    @property
    def arguments(self) -> dict[str, object]:
        """Return a value for every variable that an address may hold."""
        return {
            "study_id": self.study_id,
            "token": self.token,
            "number": 5,
            "position": 1,
            "question_id": self.question_id,
            "section_id": self.section_id,
            "invitation_id": self.invitation_id,
            "reason_id": self.reason_id,
            "contribution_id": self.contribution_id,
            "driver_id": self.driver_id,
            "report_id": self.report_id,
            "link_id": self.link_id,
            "what": "page",
            "act_id": self.act_id,
            "job_id": self.job_id,
            "entry_id": self.entry_id,
            "colleague_invitation_id": self.colleague_invitation_id,
            "account_id": self.accounts["viewer"],
            "change": "let-administer",
            "driver_list_id": self.driver_list_id,
            "people_list_id": self.people_list_id,
            "family": "drivers",
            "row_id": self.driver_id,
            "item": "D01",
            "quadrant": "Q1",
            "plan": "options",
            "plan_row": self.option_id,
            "option_id": self.option_id,
            "statement": "funding",
            "choice": "stop-mail",
            "file_name": "answers.zip",
            "filename": "css/tholos.css",
        }


def build_world() -> World:
    """Make the world: a study in its fifth round, and another one that has hardly begun."""
    world = World()
    owner = factories.make_account("Ada Owner")
    study = factories.make_study(n_drivers=6, n_options=2, owner=owner)
    experts = factories.make_panel(study, N_EXPERTS)
    run_course(study, experts, owner)
    fifth = factories.make_round(study, n_questions=2)
    factories.answer_round(fifth, experts[1:6])
    rounds.create_round(study, RoundKind.FREE, factories.text("A draft"), {})
    other = factories.make_study(n_drivers=1)
    world.study_id, world.question_id = study.id, fifth.questions[0].id
    world.section_id = fifth.sections[0].id
    world.reason_id = db.session.scalar(select(Reason.id).order_by(Reason.id))
    world.contribution_id = _keep_proposal(study).id
    world.driver_id = study.drivers[0].id
    report = _make_report(study)
    world.report_id, world.option_id = report.id, study.options[0].id
    world.link_id, world.reader_token = _make_link(study, owner)
    world.act_id = schedule.plan_act(
        fifth, "remind", datetime(2030, 3, 1, 9, tzinfo=UTC), owner, datetime.now(UTC)
    ).id
    world.job_id = add_job(study, "report", {"language": "en"}, owner).id
    world.entry_id = _throw_away(study, owner).id
    world.driver_list_id, world.people_list_id = _read_tables(study, owner)
    world.token = factories.link_token(study, experts[0])
    key = current_app.config["PANEL_KEY"]
    world.stop_token = make_stop_token(key, study.link_key, experts[0].id)
    world.invitation_id = experts[6].id
    _name_people(world, study, other, experts, owner)
    _invite_colleague(world, study, owner)
    return world


def _invite_colleague(world: World, study: Study, owner: Account) -> None:
    key = current_app.config["PANEL_KEY"]
    invited = colleagues.NewColleague("invited@tholos.test", "Ingrid Invited", Role.EDITOR, "en")
    invitation = colleagues.invite_colleague(study, invited, key, owner, datetime.now(UTC))
    world.colleague_invitation_id = invitation.id
    world.colleague_token = make_account_token(key, invitation.id)


def _name_people(world: World, study: Study, other: Study, experts: list[Invitation], owner: Account) -> None:
    key = current_app.config["PANEL_KEY"]
    world.accounts = {
        "owner": owner.id,
        **{
            str(role): factories.make_account(f"Colleague {role}", study=study, role=role).id
            for role in Role
            if role != Role.OWNER
        },
        "administrator": _let_administer(factories.make_account("Anna Administrator")).id,
        "coordinator_of_other_study": factories.make_account("Olga Other", study=other).id,
        "disabled_account": _disable(factories.make_account("Dora Disabled", study=study)).id,
    }
    stranger = factories.make_expert(other, name="Canary Stranger")
    replaced, revoked, gone = experts[7], experts[8], experts[9]
    panel.replace_link(study, replaced, key)
    panel.revoke_invitation(study, revoked)
    leaving.leave_study(study, gone, factories.panelist_id(study, gone), datetime.now(UTC))
    world.invitations = {
        "expert": (experts[0].id, 1),
        "expert_of_other_study": (stranger.id, 1),
        "expert_with_replaced_link": (replaced.id, 1),
        "revoked_expert": (revoked.id, 1),
        "withdrawn_expert": (gone.id, 1),
    }


@transaction
def _let_administer(account: Account) -> Account:
    account.is_admin = True
    return account


def _read_tables(study: Study, owner: Account) -> tuple[str, str]:
    tables = {"drivers": "code,name_en\nD90,New driver\n", "experts": "name,email\nNew,new1@example.org\n"}
    kept = [
        keep_table(study, kind, read_file(text.encode()), "table.csv", owner) for kind, text in tables.items()
    ]
    return kept[0].id, kept[1].id


@transaction
def _disable(account: Account) -> Account:
    account.is_enabled = False
    return account


@transaction
def _throw_away(study: Study, owner: Account) -> BinEntry:
    paper = studies.add_evidence(study, "gone", "paper", "A paper", factories.text("A note"))
    content = {**bin_.pack_row(paper), "drivers": []}
    entry = bin_.put_in_bin(study, "evidence", factories.text("A paper"), content, owner)
    study.evidence.remove(paper)
    return entry


@transaction
def _keep_proposal(study: Study) -> Contribution:
    first = study.rounds[0]
    proposal = Contribution(
        study_id=study.id,
        round_id=first.id,
        question_id=first.questions[0].id,
        kind="proposal",
        language="en",
        written={"name": "Tides", "low": "ebb", "high": "flow", "category": "environmental"},
        shown={},
    )
    db.session.add(proposal)
    return proposal


@transaction
def _make_report(study: Study) -> Report:
    report = Report(
        study_id=study.id,
        number=1,
        language="en",
        made_on=date(2026, 3, 2),
        html='<!doctype html><html lang="en"><title>Report</title><h1>Report</h1></html>',
        pdf=b"%PDF-1.7",
        annex=b"PK",
        pdf_hash="0" * 64,
        input_hash="0" * 64,
        state="released",
        released_on=date(2026, 3, 3),
    )
    db.session.add(report)
    return report


def _make_link(study: Study, owner: Account) -> tuple[str, str]:
    key, day = current_app.config["PANEL_KEY"], datetime.now(UTC).date() + timedelta(days=90)
    link = report_links.make_link(study, "Steering group", day, key, with_data=True, account=owner)
    return link.id, make_report_token(key, link.id)


def run_course(study: Study, experts: list[Invitation], owner: Account | None = None) -> None:
    """Plan and run all four rounds of a scenario study, with every decision between them."""
    first, second, third, fourth = factories.make_rounds(study, with_sort=True)
    run_round(first, experts)
    run_round(second, experts)
    adopt_axes(study, owner)
    plans.compose_confirmation(study, third, study.drivers)
    run_round(third, experts)
    results.confirm_axes(study)
    results.build_scenarios(study)
    for quadrant in ("Q1", "Q2", "Q3", "Q4"):
        texts = (factories.text(f"{quadrant} {part}") for part in ("name", "headline", "story"))
        decisions.word_scenario(study, quadrant, *texts, owner)
    plans.compose_strategy(study, fourth)
    run_round(fourth, experts)
    results.assess_strategy(study)


def run_round(round_: Round, experts: list[Invitation]) -> None:
    """Open a round, let everybody answer and three of them say why, close and release it."""
    rounds.open_round(round_)
    factories.answer_round(round_, experts)
    for number, expert in enumerate(experts[:3]):
        pseudonym = factories.panelist_id(round_.study, expert)
        responses.save_reason(pseudonym, round_.questions[0], f"Reason {number}.", "en")
    factories.close_round(round_)
    for reason in db.session.scalars(select(Reason).filter_by(round_id=round_.id)).all()[1:]:
        moderation.moderate_reason(reason, "released")
    rounds.release_round(round_)


def adopt_axes(study: Study, owner: Account | None = None) -> None:
    """Look for axes, and put the first three drivers on one and the rest on the other, whatever was found."""
    codes = [driver.code for driver in study.drivers]
    halves = {"A": codes[: len(codes) // 2], "B": codes[len(codes) // 2 :]}
    wordings = [
        decisions.AxisWording(
            letter,
            factories.text(f"Axis {letter}"),
            factories.text(f"Low {letter}"),
            factories.text(f"High {letter}"),
            dict.fromkeys(half, 1),
        )
        for letter, half in halves.items()
    ]
    decisions.adopt_axes(study, results.propose_axes(study), wordings, "The workshop chose them.", owner)
