"""What the panel makes of the four futures, as frozen rounds show it: floors are applied already.

Safe for coordinators and readers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from survey.db import db
from survey.models import QUADRANTS, Contribution, ContributionState, Question, Round, RoundKind, Study
from survey.questions.entries import entry_codes

Data = Mapping[str, Any]
Text = Mapping[str, str]
RATED = ("plausibility", "desirability", "effect")


@dataclass(frozen=True)
class Place:
    """Where the panel puts a compared system, or the present as a whole, on the two axes today."""

    code: str
    name: Text | None
    """None where the present as a whole was placed."""
    figures: Data

    @property
    def x(self) -> Data:
        """Return median and middle half on axis A, in steps of the grid."""
        return self.figures["x"]

    @property
    def y(self) -> Data:
        """Return median and middle half on axis B, in steps of the grid."""
        return self.figures["y"]


@dataclass(frozen=True)
class Expectation:
    """Which future how many expect; counts and shares that may not be shown are None."""

    n: int
    shares: Mapping[str, float | None]
    counts: Mapping[str, int | None]

    @property
    def is_shown(self) -> bool:
        """Say whether any share may be shown."""
        return any(share is not None for share in self.shares.values())

    @property
    def most(self) -> str | None:
        """Return the future that more expect than any other, where that can be told."""
        known = {quadrant: count for quadrant, count in self.counts.items() if count is not None}
        if not known:
            return None
        first = max(known, key=lambda quadrant: known[quadrant])
        others = [count for quadrant, count in known.items() if quadrant != first]
        hidden = self.n - sum(known.values())
        return first if known[first] > max([hidden, *others]) else None


@dataclass(frozen=True)
class NameVote:
    """The vote on the name of one scenario: each name with its count, where it may be shown."""

    quadrant: str
    round_number: int
    n: int
    choices: Sequence[tuple[str, Text, int | None]]
    """Code, name and count, in the order in which they stood."""

    def text(self, code: str) -> Text | None:
        """Return the name of a code."""
        return next((text for own, text, _count in self.choices if own == code), None)

    def count(self, code: str) -> int | None:
        """Return how many chose a name, where that may be shown."""
        return next((count for own, _text, count in self.choices if own == code), None)


@dataclass(frozen=True)
class Judged:
    """Everything that rounds 3 and 4 asked of the four futures, as it is frozen."""

    ratings: Mapping[str, Mapping[str, Data]] = field(default_factory=dict)
    """Question and scenario to figures and distribution."""
    scale: tuple[int, int] = (1, 7)
    expected: Expectation | None = None
    places: Sequence[Place] = ()
    grid: tuple[int, int] = (7, 7)
    votes: Mapping[str, Mapping[str, Data]] = field(default_factory=dict)
    """Driver and scenario to the shares of low, high and open."""
    name_votes: Mapping[str, NameVote] = field(default_factory=dict)
    was_asked: frozenset[str] = frozenset()
    """The names of the questions that a closed round asked."""


def read_judged(study: Study) -> Judged:
    """Return what closed rounds asked of the four futures."""
    confirm = _last_closed(study, RoundKind.CONFIRM, "plausibility")
    strategy = _last_closed(study, RoundKind.STRATEGY, "scenario_name")
    summaries = _summaries(confirm)
    today = next((each for each in summaries if each[0].name == "today"), None)
    return Judged(
        ratings=_read_ratings(confirm),
        expected=_read_expected(summaries),
        places=_read_places(study, today),
        grid=tuple(today[1]["grid"]) if today else (7, 7),
        votes=_read_votes(summaries),
        name_votes=_read_name_votes(strategy),
        was_asked=frozenset(
            question.name for round_ in (confirm, strategy) if round_ for question in round_.questions
        ),
    )


def list_wild_texts(study: Study) -> list[Contribution]:
    """Return what the panel wrote as wild cards and a moderator released, ordered by what it says."""
    rows = db.session.scalars(
        select(Contribution)
        .join(Question, Question.id == Contribution.question_id)
        .filter(Contribution.study_id == study.id, Contribution.state == ContributionState.RELEASED)
        .filter(Question.name == "wild_card")
    )
    return sorted(rows, key=lambda row: (row.parts.get("text", "").casefold(), row.id))


def _last_closed(study: Study, kind: RoundKind, name: str) -> Round | None:
    """Return the last closed round of a kind that asked under a name."""
    closed = [each for each in study.rounds if each.kind == kind and each.snapshot is not None]
    asked = [each for each in closed if any(question.name == name for question in each.questions)]
    return asked[-1] if asked else None


def _summaries(round_: Round | None) -> list[tuple[Question, Data]]:
    found = round_.snapshot.summarised if round_ else {}
    return [
        (question, found[question.id]["summary"])
        for question in (round_.questions if round_ else ())
        if question.id in found
    ]


def _read_ratings(round_: Round | None) -> dict[str, dict[str, Data]]:
    found: dict[str, dict[str, Data]] = {}
    for entry in round_.snapshot.rated.values() if round_ else ():
        if entry["name"] in RATED and entry["quadrant"] in QUADRANTS:
            found.setdefault(entry["name"], {})[entry["quadrant"]] = entry["consensus"]
    return found


def _read_expected(summaries: Sequence[tuple[Question, Data]]) -> Expectation | None:
    summary = next((data for question, data in summaries if question.name == "expected"), None)
    if summary is None:
        return None
    by_code = {choice["code"]: choice for choice in summary["choices"]}
    return Expectation(
        summary["n"],
        {quadrant: by_code.get(quadrant, {}).get("share") for quadrant in QUADRANTS},
        {quadrant: by_code.get(quadrant, {}).get("count") for quadrant in QUADRANTS},
    )


def _read_places(study: Study, today: tuple[Question, Data] | None) -> list[Place]:
    if today is None:
        return []
    names = {system.code: system.name for system in study.systems}
    question, summary = today
    order = entry_codes(question.settings.get("subjects", []))
    found = {subject["code"]: subject for subject in summary["subjects"]}
    return [Place(code, names.get(code), found[code]) for code in order if code in found]


def _read_votes(summaries: Sequence[tuple[Question, Data]]) -> dict[str, dict[str, Data]]:
    found: dict[str, dict[str, Data]] = {}
    for question, summary in summaries:
        if question.name == "outcome" and question.driver is not None and question.quadrant:
            found.setdefault(question.driver.code, {})[question.quadrant] = summary
    return found


def _read_name_votes(round_: Round | None) -> dict[str, NameVote]:
    votes = {}
    for question, summary in _summaries(round_):
        if question.name != "scenario_name" or not question.quadrant:
            continue
        counts = {choice["code"]: choice["count"] for choice in summary["choices"]}
        choices = [
            (each["code"], each["text"], counts.get(each["code"])) for each in question.settings["choices"]
        ]
        votes[question.quadrant] = NameVote(question.quadrant, round_.number, summary["n"], choices)
    return votes
