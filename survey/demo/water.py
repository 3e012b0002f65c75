"""The demo that asks in every way: a first round that is open, answered by some of its simulated panel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from survey.demo.experts import (
    LANGUAGES,
    AnswerOf,
    SimulatedExpert,
    answer_round,
    invite_panel,
    spread_groups,
)
from survey.models import Account, Question, Study
from survey.operations.rounds import open_round, set_deadline
from survey.queries.responses import own_block
from survey.questions import Value, get_kind
from survey.questions.entries import entry_codes
from survey.questions.pairs import Pairs
from survey.questions.rating import Rating
from survey.studyfile import import_study

SEED = 2045
N_EXPERTS, N_DONE = 16, 9
OUTSIDE_SHARE = 0.04
Form = dict[str, str]
Texts = Mapping[str, Any]


def load_water(content: Mapping[str, Any], account: Account, panel_key: str, now: datetime) -> Study:
    """Load a study whose first round is open and asks with every kind of question."""
    study = import_study(content, seed=SEED, account=account)
    experts = invite_panel(study, spread_groups(study.groups, N_EXPERTS), panel_key)
    first = study.rounds[0]
    open_round(first, account, now=now - timedelta(days=5))
    set_deadline(first, (now + timedelta(days=9)).date(), account)
    rng = np.random.default_rng(SEED)
    done = [experts[place] for place in sorted(rng.permutation(N_EXPERTS)[:N_DONE])]
    answer_round(first, done, _answers(experts, content["simulated"], rng), (now - timedelta(days=1)).date())
    return study


def _answers(experts: list[SimulatedExpert], texts: Texts, rng: np.random.Generator) -> AnswerOf:
    """Return what a simulated expert fills into the form of any question."""

    def answer(place: int, question: Question) -> Value | None:
        if rng.random() < OUTSIDE_SHARE:
            return Value()
        kind = get_kind(question.kind)
        block = own_block(experts[place].panelist_id, question)
        settings = question.settings if block is None else question.settings | {"block": block}
        form = FILL[kind.code](settings, texts, rng, LANGUAGES[place % len(LANGUAGES)])
        return kind.read({f"q{suffix}": text for suffix, text in form.items()}, "q", settings)

    return answer


def _rate(settings: Texts, texts: Texts, rng: np.random.Generator, language: str) -> Form:
    points = Rating.points(settings)
    drawn = rng.normal(points[0] + 0.62 * (len(points) - 1), len(points) / 6)
    return {"": str(round(min(points[-1], max(points[0], drawn))))}


def _choose(settings: Texts, texts: Texts, rng: np.random.Generator, language: str) -> Form:
    codes = [choice["code"] for choice in settings["choices"]]
    liked = [code for place, code in enumerate(codes) if rng.random() < (0.8, 0.3, 0.65, 0.5)[place % 4]]
    return {f"-{code}": "1" for code in liked or codes[:1]}


def _type_year(settings: Texts, texts: Texts, rng: np.random.Generator, language: str) -> Form:
    return {"-value": str(2029 + round(rng.gamma(2.0, 2.5)))}


def _type_range(settings: Texts, texts: Texts, rng: np.random.Generator, language: str) -> Form:
    middle = round(rng.normal(25, 6))
    return {"-p5": str(middle - 9), "-p50": str(middle), "-p95": str(middle + round(rng.uniform(10, 25)))}


def _sort(settings: Texts, texts: Texts, rng: np.random.Generator, language: str) -> Form:
    names = {f"-name:{pile}": text[language] for pile, text in texts["piles"].items()}
    believed = "11233231"
    piles = {}
    for place, code in enumerate(settings["items"]):
        if rng.random() < 0.93:
            true = believed[place % len(believed)]
            piles[f"-{code}"] = true if rng.random() < 0.75 else str(rng.integers(1, 4))
    return piles | (names if rng.random() < 0.5 else {})


def _judge_pairs(settings: Texts, texts: Texts, rng: np.random.Generator, language: str) -> Form:
    n_pairs = len(Pairs.asked(settings))
    return {f"-{place}": str(rng.integers(-1, 3)) for place in range(1, n_pairs + 1) if rng.random() < 0.95}


def _place(settings: Texts, texts: Texts, rng: np.random.Generator, language: str) -> Form:
    form = {}
    for code, middle in zip(entry_codes(settings["subjects"]), ((4.5, 3.0), (2.5, 4.5)), strict=False):
        for axis, value in zip("xy", middle, strict=True):
            form[f"-{code}:{axis}"] = str(round(min(7, max(1, rng.normal(value, 1.0)))))
    return form


def _allocate(settings: Texts, texts: Texts, rng: np.random.Generator, language: str) -> Form:
    return {"": str(rng.choice(["A", "B", "both", "neither"], p=[0.45, 0.35, 0.1, 0.1]))}


def _rank(settings: Texts, texts: Texts, rng: np.random.Generator, language: str) -> Form:
    codes = entry_codes(settings["items"])
    worth = rng.normal(0, 1.4, len(codes)) + np.array([3, 5, 0, 1, 2, 4])[: len(codes)]
    places = np.argsort(np.argsort(worth)) + 1
    return {f"-{code}": str(place) for code, place in zip(codes, places, strict=True)}


def _propose(settings: Texts, texts: Texts, rng: np.random.Generator, language: str) -> Form:
    if rng.random() < 0.6:
        return {}
    proposal = texts["proposals"][rng.integers(len(texts["proposals"]))]
    return {
        f"-1-{part}": text[language] for part, text in zip(("name", "low", "high"), proposal, strict=True)
    }


def _write(settings: Texts, texts: Texts, rng: np.random.Generator, language: str) -> Form:
    if rng.random() < 0.5:
        return {}
    return {"-text": texts["texts"][rng.integers(len(texts["texts"]))][language]}


FILL: dict[str, Callable[[Texts, Texts, np.random.Generator, str], Form]] = {
    "rating": _rate,
    "choice": _choose,
    "number": _type_year,
    "quantiles": _type_range,
    "pile_sort": _sort,
    "pairs": _judge_pairs,
    "placement": _place,
    "allocation": _allocate,
    "ranking": _rank,
    "driver_proposal": _propose,
    "text": _write,
}
"""How the simulation fills the form of each kind of question."""
