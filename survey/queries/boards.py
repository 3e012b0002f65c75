"""What the coordinator's pages show of a study's course: where it stands and the one next step.

Safe for coordinators and readers: counts, days and acts; never an answer, a time or an order of people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from survey.db import db
from survey.errors import NotFound
from survey.models import (
    QUADRANTS,
    Account,
    AuditEntry,
    Finding,
    Invitation,
    Question,
    Reason,
    ReasonState,
    Round,
    RoundKind,
    Section,
    Study,
)
from survey.queries.boards_counts import Counts, count_round
from survey.queries.boards_now import Now, get_now
from survey.queries.reports import find_waiting, list_reports
from survey.queries.studies import find_finding, list_acts, list_studies

N_ACTS = 60
N_ACT_ROWS = 8


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next: a code that the page puts into words, and the page where it is done."""

    code: str
    endpoint: str
    number: int | None = None
    n: int = 0


@dataclass(frozen=True)
class RoundRow:
    """A round with its counts, of this morning while it is open; a draft has none yet."""

    round: Round
    counts: Counts | None


@dataclass(frozen=True)
class ActRow:
    """Acts of one kind on one day."""

    day: date
    action: str
    round_number: int | None
    n: int


@dataclass(frozen=True)
class StudyRow:
    """A study in the list: its rounds in counts and its next step."""

    study: Study
    rounds: Sequence[RoundRow]
    step: NextStep

    @property
    def open_round(self) -> RoundRow | None:
        """Return the round that takes answers now, with its counts."""
        return next((row for row in self.rounds if row.round.is_open), None)

    @property
    def n_closed(self) -> int:
        """Return how many rounds are closed."""
        return sum(row.round.is_closed for row in self.rounds)


@dataclass(frozen=True)
class Board:
    """Where a study stands: rounds, next step, what waits, latest acts."""

    overview: StudyRow
    acts: Sequence[ActRow]
    now: Now


def list_study_rows(account: Account, now: datetime) -> list[StudyRow]:
    """Return the studies of this account with their state."""
    return [_study_row(study, now) for study in list_studies(account)]


def get_board(study: Study, now: datetime) -> Board:
    """Return where a study stands."""
    standing = get_now(study, count_held_reasons(study), now)
    return Board(_study_row(study, now), list_act_rows(study), standing)


def list_act_rows(study: Study) -> list[ActRow]:
    """Return the latest acts, newest first; the same act repeated on a day stands once with its number."""
    acts = list_acts(study, limit=N_ACTS)
    rows = [ActRow(*key, n=len(list(same))) for key, same in groupby(acts, key=_act_key)]
    return rows[:N_ACT_ROWS]


def _act_key(entry: AuditEntry) -> tuple[date, str, int | None]:
    return entry.at.date(), entry.action, entry.details.get("round")


def count_held_reasons(study: Study) -> int:
    """Return how many reasons of closed rounds still wait for a moderator."""
    closed = [round_.id for round_ in study.rounds if round_.is_showable]
    return db.session.scalar(
        select(func.count())
        .select_from(Reason)
        .filter(Reason.round_id.in_(closed), Reason.state == ReasonState.HELD)
    )


def count_recipients(study: Study) -> int:
    """Return how many people get a message when a round opens."""
    everybody = db.session.scalars(select(Invitation).filter_by(study_id=study.id))
    return sum(each.wants_mail for each in everybody)


def find_draft(study: Study, kind: RoundKind) -> Round | None:
    """Return the draft round of a kind, which can still get its questions."""
    return next((round_ for round_ in study.rounds if round_.kind == kind and round_.is_draft), None)


def find_closed(study: Study, kind: RoundKind) -> Round | None:
    """Return the last closed round of a kind."""
    return next(
        (round_ for round_ in reversed(study.rounds) if round_.kind == kind and round_.is_closed), None
    )


def _study_row(study: Study, now: datetime) -> StudyRow:
    rounds = [RoundRow(r, None if r.is_draft else count_round(r, now)) for r in study.rounds]
    return StudyRow(study, rounds, find_next_step(study))


def find_next_step(study: Study) -> NextStep:
    """Return the one next step of a study, from its state alone."""
    if not study.rounds:
        return NextStep("plan_rounds", "studies.frame")
    if study.open_round:
        return NextStep("close_round", "rounds.close_round", study.open_round.number)
    return _step_between_rounds(study) or _step_to_future(study) or _step_to_report(study)


def _step_between_rounds(study: Study) -> NextStep | None:
    """Return the step to the next round of judging, if one is planned."""
    draft = next((round_ for round_ in study.rounds if round_.is_draft), None)
    if draft is None or draft.kind in {RoundKind.CONFIRM, RoundKind.STRATEGY}:
        return None
    if not draft.questions:
        return NextStep("add_questions", "rounds.show_round", draft.number)
    n_held = count_held_reasons(study)
    if n_held and draft.feedback_round_id:
        return NextStep("moderate_reasons", "reasons.list_reasons", n=n_held)
    return NextStep("open_round", "rounds.open_round", draft.number)


def _step_to_future(study: Study) -> NextStep | None:
    """Return the step from the rated drivers to axes, scenarios and options, in a scenario study."""
    if not study.is_scenario_study or not any(round_.is_closed for round_ in study.rounds):
        return None
    if not study.axes and list_reports(study):
        return None  # a study whose answers support no axes may end there, with a report that says so
    return _step_to_axes(study) or _step_to_scenarios(study) or _step_to_strategy(study)


def _step_to_axes(study: Study) -> NextStep | None:
    if not study.axes:
        proposal = find_finding(study, "axes")
        if proposal is None:
            return NextStep("propose_axes", "axes.show_axes")
        return NextStep("adopt_axes" if proposal.data["declared"] else "axes_refused", "axes.show_axes")
    draft = find_draft(study, RoundKind.CONFIRM)
    if draft:
        return _step_to_open(draft, "ask_about_axes", "axes.show_axes")
    closed = find_closed(study, RoundKind.CONFIRM)
    if closed and needs_verdict(study, closed, find_finding(study, "confirmation")):
        return NextStep("confirm_axes", "axes.show_axes", closed.number)
    return None


def _step_to_scenarios(study: Study) -> NextStep | None:
    missing = len(QUADRANTS) - len(study.scenarios)
    if missing:
        return NextStep("word_scenarios", "scenarios.show_scenarios", n=missing)
    return None


def _step_to_strategy(study: Study) -> NextStep | None:
    draft = find_draft(study, RoundKind.STRATEGY)
    if draft:
        return _step_to_open(draft, "ask_about_options", "scenarios.show_scenarios")
    closed = find_closed(study, RoundKind.STRATEGY)
    if closed and not _is_current(find_finding(study, "strategy"), closed):
        return NextStep("assess_strategy", "strategy.show_strategy", closed.number)
    return None


def _step_to_open(draft: Round, code: str, endpoint: str) -> NextStep:
    if draft.questions:
        return NextStep("open_round", "rounds.open_round", draft.number)
    return NextStep(code, endpoint, draft.number)


def _step_to_report(study: Study) -> NextStep:
    last = max((round_.closed_at.date() for round_ in study.rounds if round_.is_closed), default=None)
    reports = list_reports(study)
    if reports and (last is None or reports[0].made_on >= last):
        if find_waiting(reports):
            return NextStep("release_report", "reports.list_reports", n=len(reports))
        return NextStep("read_report", "reports.list_reports", n=len(reports))
    return NextStep("make_report", "reports.list_reports")


def needs_verdict(study: Study, closed: Round | None, confirmation: Finding | None) -> bool:
    """Say whether the panel was asked about the axes and its answers were not read since, for these axes."""
    if closed is None:
        return False
    is_older = confirmation and any(axis.decided_at > confirmation.computed_at for axis in study.axes)
    return bool(is_older) or not _is_current(confirmation, closed)


def _is_current(finding: Finding | None, closed: Round) -> bool:
    return finding is not None and finding.computed_at >= closed.closed_at


def find_tracked_round(study: Study) -> Round | None:
    """Return the round whose participation is worth watching: the open one, else the last one closed."""
    closed = [round_ for round_ in study.rounds if round_.is_closed]
    return study.open_round or (closed[-1] if closed else None)


def get_invitation(study: Study, invitation_id: str) -> Invitation:
    """Return an invitation of a study; for coordinators, who know whom they invited."""
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None or invitation.study_id != study.id:
        raise NotFound("There is no such person on this panel.")
    return invitation


@dataclass(frozen=True)
class PageRow:
    """A page of a round: its section, and what it asks about each item in turn."""

    section: Section
    items: Sequence[tuple[Question, Sequence[Question]]]


def list_pages(round_: Round) -> list[PageRow]:
    """Return the pages of a round; questions about the same item stand together."""
    pages = []
    for section in round_.sections:
        grouped = [list(same) for _, same in groupby(section.questions, key=lambda question: question.item)]
        items = [(same[0], list({question.name: question for question in same}.values())) for same in grouped]
        pages.append(PageRow(section, items))
    return pages


def list_other_answers(round_: Round) -> list[tuple[Question, Mapping[str, Any]]]:
    """Return the questions of a closed round that are no ratings, each with its frozen summary."""
    found = round_.snapshot.summarised if round_.snapshot else {}
    return [
        (question, found[question.id]["summary"]) for question in round_.questions if question.id in found
    ]
