"""Plain functions that make what a test needs, by the same operations that the product uses."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import count

from flask import current_app

from survey.db import transaction
from survey.models import (
    Account,
    Group,
    Invitation,
    Question,
    Role,
    Round,
    RoundKind,
    Snapshot,
    Study,
)
from survey.operations import accounts, panel, plans, responses, rounds, studies
from survey.operations.rounds import FrozenRound
from survey.queries.responses import read_round
from survey.questions import ALLOCATION_CHOICES, PILES, Rating, Value
from survey.tokens import make_panelist_id
from tests.kinds import PICK

PASSWORD = "correct horse battery staple"
OUTSIDE = "outside"
CATEGORIES = ("social", "technological", "economic", "environmental", "political", "values")

Choose = Callable[[int, Question], float | Value | str | None]

_numbers = count(1)


def text(english: str, korean: str | None = None) -> dict[str, str]:
    """Return a text in both languages."""
    return {"en": english, "ko": korean or f"{english} (한국어)"}


def make_account(
    name: str = "Ada Example", *, study: Study | None = None, role: Role = Role.OWNER
) -> Account:
    """Make an account; with a study, give it a role there."""
    account = accounts.create_account(f"account{next(_numbers)}@tholos.test", name, PASSWORD)
    if study is not None:
        accounts.grant_role(account, study, role)
    return account


@transaction
def make_study(
    *,
    n_drivers: int = 6,
    n_groups: int = 2,
    n_options: int = 0,
    template: str = "scenario",
    owner: Account | None = None,
    **facts: object,
) -> Study:
    """Make a framed study in both languages, with drivers that have poles."""
    number = next(_numbers)
    known = {"code": f"study-{number}", "title": text(f"Study {number}", f"연구 {number}")}
    study = studies.create_study(
        **{**known, "template": template, "languages": ["en", "ko"], "account": owner, **facts}
    )
    for index in range(n_groups):
        studies.add_group(study, f"group{index + 1}", text(f"Group {index + 1}", f"집단 {index + 1}"))
    for index in range(n_drivers):
        _add_driver(study, index)
    if n_options:
        _add_options(study, n_options)
    if owner is not None:
        accounts.grant_role(owner, study, Role.OWNER)
    return study


def _add_driver(study: Study, index: int) -> None:
    name = f"Driver {index + 1}"
    studies.add_driver(
        study,
        f"D{index + 1:02d}",
        text(name, f"요인 {index + 1}"),
        statement=text(f"{name} changes course."),
        category=CATEGORIES[index % len(CATEGORIES)],
        low_pole=text(f"{name} falls", f"요인 {index + 1} 감소"),
        high_pole=text(f"{name} rises", f"요인 {index + 1} 증가"),
    )


def _add_options(study: Study, n_options: int) -> None:
    direction = studies.add_direction(study, "S1", text("Direction 1", "방향 1"))
    for index in range(n_options):
        option = f"Option {index + 1}"
        studies.add_option(
            study,
            direction,
            f"S1.{index + 1}",
            name=text(option, f"전략 {index + 1}"),
            description=text(f"{option} in one sentence."),
            actor=text("The city"),
            instrument=text("A programme"),
            trigger={},
            phase=1,
            lead_time_years=1.0,
            cost_class="low",
            prerequisites=[],
        )


@transaction
def make_panel(study: Study, n: int = 8, groups: Sequence[Group] | None = None) -> list[Invitation]:
    """Invite experts, spread evenly over the study's groups (or those given)."""
    groups = list(study.groups if groups is None else groups)
    return [
        make_expert(
            study, name=f"Canary Expert {index + 1}", group=groups[index % len(groups)] if groups else None
        )
        for index in range(n)
    ]


def make_expert(
    study: Study, *, name: str = "Kim Expert", group: Group | None = None, language: str = "en", **facts: str
) -> Invitation:
    """Invite one expert."""
    facts.setdefault("email", f"expert{next(_numbers)}@tholos.test")
    key = current_app.config["PANEL_KEY"]
    return panel.invite_expert(study, name=name, group=group, language=language, panel_key=key, **facts)


@transaction
def make_rounds(study: Study, *, with_sort: bool = False) -> list[Round]:
    """Plan every round that the study's template has."""
    plans.plan_scenario_rounds(study, with_sort)
    return list(study.rounds)


@transaction
def make_round(study: Study, *, n_questions: int = 1, opened: bool = True) -> Round:
    """Add a round of a few ratings that stand for themselves, open unless told otherwise."""
    round_ = rounds.create_round(study, RoundKind.FREE, text("A round"), text("A few ratings."))
    specs = [rounds.QuestionSpec("rating", f"q{index + 1}", settings={}) for index in range(n_questions)]
    rounds.add_section(round_, text("Questions"), specs)
    return rounds.open_round(round_) if opened else round_


def panelist_id(study: Study, invitation: Invitation) -> str:
    """Return the pseudonym of an invited expert."""
    return make_panelist_id(current_app.config["PANEL_KEY"], study.link_key, invitation.id)


def link_token(study: Study, invitation: Invitation) -> str:
    """Return the token of an expert's personal link."""
    return panel.link_token(study, invitation, current_app.config["PANEL_KEY"])


def pick(index: int, question: Question) -> Value:
    """Return an answer that differs from expert to expert and question to question, always the same."""
    turn = index * 3 + question.position * 5 + index * question.position
    if question.kind == "pile_sort":
        items = question.settings["items"]
        return Value(data={"piles": {item: PILES[(turn + at) % len(PILES)] for at, item in enumerate(items)}})
    if question.kind == "allocation":
        return Value(data={"choice": ALLOCATION_CHOICES[turn % len(ALLOCATION_CHOICES)]})
    if question.kind in PICK:
        return PICK[question.kind](turn, question.settings)
    points = Rating.points(question.settings)
    return Value(number=float(points[turn % len(points)]))


@transaction
def answer_round(
    round_: Round,
    invitations: Sequence[Invitation],
    values: Mapping[str, Sequence[float | str | None]] | Choose = pick,
    *,
    submit: bool = True,
) -> None:
    """Answer an open round for every expert, in the order given.

    ``values`` maps a question's name to one value per expert, or is called with the expert's index and the
    question. A value is a number, a `Value`, "outside" (outside my field) or None (left out).
    """
    study = round_.study
    for index, invitation in enumerate(invitations):
        pseudonym = panelist_id(study, invitation)
        for question in round_.questions:
            chosen = values(index, question) if callable(values) else values[question.name][index]
            if chosen is not None:
                responses.save_answer(pseudonym, question, _as_value(chosen))
        if submit:
            responses.submit_round(pseudonym, invitation, round_, date(2026, 3, 2))


def _as_value(chosen: float | Value | str) -> Value:
    if isinstance(chosen, Value):
        return chosen
    return Value() if chosen == OUTSIDE else Value(number=float(chosen))


def freeze_plainly(round_: Round) -> FrozenRound:
    """Freeze a round's answers without computing anything from them."""
    answers: dict[str, dict[str, float | None]] = {}
    for row in read_round(round_):
        answers.setdefault(row.question_id, {})[row.panelist_id] = row.number
    panelists = {panelist for cells in answers.values() for panelist in cells}
    findings = {"n_answering": len(panelists), "questions": {}}
    return FrozenRound(answers=answers, findings=findings, input_hash="0" * 64, software={})


def close_round(round_: Round, freeze: Callable[[Round], FrozenRound] | None = None) -> Snapshot:
    """Close a round, by default with its statistics."""
    if freeze is None:
        from survey.results import freeze_round as freeze
    return rounds.close_round(round_, freeze)
