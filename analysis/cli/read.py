"""What the commands about a panel share: the answer they give, and the questions and rounds asked for."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import BadFile, InvalidSetting, UnknownRound
from analysis.files import read_ratings
from analysis.ratings import Ratings


@dataclass(frozen=True)
class Answer:
    """Hold what a command found: values for JSON, and the same as text."""

    values: dict[str, Any]
    text: str


def each_round(options: Namespace) -> list[tuple[Ratings, int]]:
    """List each question with each of its rounds that is asked for."""
    every = [(ratings, round_) for ratings in _read(options) for round_ in ratings.rounds]
    held = sorted({round_ for _, round_ in every})
    for round_ in options.rounds or ():
        if round_ not in held:
            raise UnknownRound(round_, held)
    return [one for one in every if options.rounds is None or one[1] in options.rounds]


def compared(options: Namespace) -> Iterator[tuple[Ratings, int, int]]:
    """Yield each question with the two rounds to compare; questions asked once are passed over."""
    if options.rounds is not None and len(options.rounds) != 2:
        raise InvalidSetting("--rounds", ",".join(map(str, options.rounds)), "two rounds such as 1,2")
    chosen = []
    for ratings in _read(options):
        rounds = options.rounds or ratings.rounds[-2:]
        if len(rounds) == 2 and set(rounds) <= set(ratings.rounds):
            chosen.append((ratings, *rounds))
    if not chosen:
        asked = "two rounds" if options.rounds is None else "the rounds " + ",".join(map(str, options.rounds))
        raise BadFile(options.file, None, f"no question was asked in {asked}", "a question asked in both")
    yield from chosen


def title_of(ratings: Ratings, rounds: str) -> str:
    """Head a table with the question, the rounds, the size of the panel and the scale."""
    return f"{ratings.question}, {rounds}: {ratings.n_experts} experts, scale {ratings.scale}"


def _read(options: Namespace) -> list[Ratings]:
    questions = None if options.question is None else [options.question]
    return list(read_ratings(Path(options.file), options.scale, questions).values())
