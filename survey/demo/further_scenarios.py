"""The four futures of the main demo: what simulated experts answer about them, and what its author writes.

Every text is written for the demo and labelled as such; the name of a scenario is put to a simulated vote.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from survey.demo.further import answers
from survey.models import QUADRANTS, Account, Contribution, ContributionState, Question, Round, Study
from survey.models.adoption import SIGNS, mark_content, scenario_words
from survey.operations.curating import decide_contributions
from survey.operations.decisions import ScenarioEdit, find_scenario, word_scenario
from survey.operations.naming import adopt_name, list_names
from survey.operations.wild_cards import add_wild_card
from survey.queries.texts import list_written
from survey.questions import Value
from survey.questions.entries import entry_codes
from survey.results import find_winners

CODE = "innovation-clusters"
FUTURES: Mapping[str, Any] = json.loads(
    (Path(__file__).parent / "content" / "futures.json").read_text(encoding="utf-8")
)[CODE]

EXPECTED = {"Q1": 0.2, "Q2": 0.13, "Q3": 0.2, "Q4": 0.47}
EFFECT = {"Q1": 6.1, "Q2": 4.0, "Q3": 4.7, "Q4": 5.3}
TODAY = {"daedeok": (3.4, 2.7), "pangyo": (5.3, 2.9), "today": (4.3, 2.8)}
SAYS_NAME, SAYS_WILD_CARD = 0.4, 0.4
CANNOT_SAY = 0.12
HIGH_ALONG = {2: 0.85, 1: 0.85, 0: 0.5, -1: 0.15, -2: 0.15}
"""How likely an expert says that a driver ends high, by how many of its own axes do; context has both."""


@answers("expected")
def _expected(rng: np.random.Generator, _question: Question) -> Value:
    return Value(data={"choices": [str(rng.choice(list(EXPECTED), p=list(EXPECTED.values())))]})


@answers("effect")
def _effect(rng: np.random.Generator, question: Question) -> Value:
    return Value(number=float(_step(rng, EFFECT[question.quadrant])))


@answers("today")
def _today(rng: np.random.Generator, question: Question) -> Value:
    codes = entry_codes(question.settings["subjects"])
    return Value(data={"places": {code: [_step(rng, middle) for middle in TODAY[code]] for code in codes}})


@answers("outcome")
def _outcome(rng: np.random.Generator, question: Question) -> Value:
    if rng.random() < CANNOT_SAY:
        return Value(data={"choices": ["open"]})
    signs = dict(zip("AB", SIGNS[question.quadrant], strict=True))
    is_high = rng.random() < HIGH_ALONG[signs.get(question.item[0], sum(signs.values()))]
    is_high ^= question.driver.is_reversed
    return Value(data={"choices": ["high" if is_high else "low"]})


@answers("name_proposal")
def _name_proposal(rng: np.random.Generator, question: Question) -> Value | None:
    if rng.random() >= SAYS_NAME:
        return None
    return _say(rng, FUTURES["names"][question.quadrant])


@answers("wild_card")
def _wild_card(rng: np.random.Generator, _question: Question) -> Value | None:
    if rng.random() >= SAYS_WILD_CARD:
        return None
    return _say(rng, [each["description"] for each in FUTURES["wild_cards"] if each["origin"] == "panel"])


@answers("scenario_name")
def _scenario_name(rng: np.random.Generator, question: Question) -> Value:
    codes = entry_codes(question.settings["choices"])
    favourite = "n1" if question.quadrant in FUTURES["working_names"] else "keep"
    weights = np.array([2.2 if code == favourite else 0.6 for code in codes])
    return Value(data={"choices": [str(rng.choice(codes, p=weights / weights.sum()))]})


def _say(rng: np.random.Generator, texts: list[Mapping[str, str]]) -> Value:
    text = texts[int(rng.integers(len(texts)))]
    return Value(data={"text": text[str(rng.choice(["en", "ko"]))]})


def _step(rng: np.random.Generator, middle: float) -> int:
    return int(np.clip(round(rng.normal(middle, 1.0)), 1, 7))


def place_corner_reasons(round_: Round) -> dict[tuple[int, str], tuple[str, str]]:
    """Return who says what about which future, from texts written for the demo."""
    asked = {each.quadrant: each for each in round_.questions if each.name == "plausibility"}
    placed = {}
    for place, quadrant in enumerate(QUADRANTS):
        for number, reason in enumerate(FUTURES["reasons"][quadrant]):
            who = 4 * place + 2 * number + (reason["language"] == "ko")
            placed[who, asked[quadrant].id] = (reason["text"], reason["language"])
    return placed


def release_words(study: Study, account: Account) -> None:
    """Release what the simulated panel wrote, and keep its wild cards beside those of the author."""
    held = [
        text
        for group in list_written(study, state=ContributionState.HELD)
        if group.question.name in ("name_proposal", "wild_card")
        for text in group.texts
    ]
    decide_contributions(held, ContributionState.RELEASED, account)
    said = {text for each in held for text in _texts(each)}
    for card in FUTURES["wild_cards"]:
        if card["origin"] == "author" or said & set(card["description"].values()):
            add_wild_card(study, **card)


def _texts(contribution: Contribution) -> list[str]:
    return list(contribution.parts.values())


def tell_stories(study: Study, account: Account) -> None:
    """Add the further parts of each story, as the demo's author words them."""
    for quadrant, story in FUTURES["stories"].items():
        scenario = find_scenario(study, quadrant)
        name = FUTURES["working_names"].get(quadrant, scenario.name)
        edit = ScenarioEdit({**story, "named_by": "author"}, mark_content(scenario_words(scenario)))
        told = {code: f"{text}\n\n{FUTURES['label'][code]}" for code, text in scenario.narrative.items()}
        word_scenario(study, quadrant, name, scenario.headline, told, account, edit)


def put_names_to_vote(study: Study, account: Account) -> None:
    """List the names that the panel proposed in both languages, for round 4."""
    names = {
        quadrant: [{"text": text, "origin": "panel"} for text in texts]
        for quadrant, texts in FUTURES["names"].items()
    }
    list_names(study, names, account)


def take_voted_names(study: Study, account: Account) -> None:
    """Let each scenario bear the name that most of the simulated panel chose."""
    for quadrant, code in find_winners(study).items():
        if code is not None:
            adopt_name(study, quadrant, code, account)
