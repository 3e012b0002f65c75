"""Names of the scenarios: which the panel may vote on, and taking over the one that it chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey.db import db, transaction
from survey.errors import IllegalTransition, NotFound, NothingToDecide
from survey.framing.outlook import lock_outlook
from survey.models import QUADRANTS, Account, Question, Round, RoundKind, Scenario, Study
from survey.models.adoption import scenario_words
from survey.operations.asks.naming import KEEP, VOTE, list_candidates
from survey.operations.decisions import find_scenario
from survey.operations.identifiers import refuse_registration_numbers
from survey.operations.plans import compose_strategy
from survey.operations.record import record_act

Candidates = Mapping[str, Sequence[Mapping[str, Any]]]


@transaction
def list_names(study: Study, names: Candidates, account: Account | None = None) -> None:
    """Set which names the panel votes on; a round that has its questions already gets them anew.

    Args:
        study: whose scenarios are named.
        names: by scenario, each with its "text" by language and its "origin", "panel" or "author".
        account: who chooses.
    """
    draft = next((each for each in study.rounds if each.kind == RoundKind.STRATEGY and each.is_draft), None)
    if draft is None:
        raise IllegalTransition(
            "The round about the options has been opened: its vote on names stays as it is."
        )
    for text in (text for own in names.values() for each in own for text in each["text"].values()):
        refuse_registration_numbers(text)
    lock_outlook(study)
    before = {quadrant: list_candidates(study, quadrant) for quadrant in QUADRANTS}
    after = {quadrant: [dict(each) for each in names.get(quadrant, ())] for quadrant in QUADRANTS}
    study.outlook = {**study.outlook, "names": after}
    if before != after:
        record_act(account, study.id, "names_listed", before=before, after=after)
    if draft.questions:
        compose_strategy(study, draft)


@transaction
def adopt_name(study: Study, quadrant: str, code: str, account: Account | None = None) -> Scenario:
    """Let a scenario bear the name that the panel chose; a vote for the present name is noted as well."""
    scenario = find_scenario(study, quadrant)
    question = _find_vote(study, quadrant)
    if scenario is None or question is None:
        raise NothingToDecide("The panel has not voted on this scenario’s name.")
    choices = {choice["code"]: choice["text"] for choice in question.settings["choices"]}
    if code not in choices:
        raise NotFound("This name was not put to the vote.")
    before = scenario_words(scenario)
    if code != KEEP:
        scenario.name = dict(choices[code])
    named_by = scenario.parts.get("named_by", "author") if code == KEEP else _origin(study, quadrant, code)
    choice = {"round": _round_of(study, question).number, "code": code}
    scenario.parts = {**scenario.parts, "named_by": named_by, "name_choice": choice}
    db.session.flush()
    if scenario_words(scenario) != before:
        told = {"before": before, "after": scenario_words(scenario)}
        record_act(account, study.id, "name_adopted", quadrant=quadrant, **told)
    return scenario


def _find_vote(study: Study, quadrant: str) -> Question | None:
    closed = [each for each in study.rounds if each.kind == RoundKind.STRATEGY and each.is_showable]
    asked = [question for each in closed for question in each.questions if question.name == VOTE]
    return next((each for each in reversed(asked) if each.quadrant == quadrant), None)


def _round_of(study: Study, question: Question) -> Round:
    return next(each for each in study.rounds if each.id == question.round_id)


def _origin(study: Study, quadrant: str, code: str) -> str:
    found = list_candidates(study, quadrant)
    place = int(code[1:]) - 1
    return found[place]["origin"] if place < len(found) else "author"
