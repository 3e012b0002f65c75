"""Ratings files, read for the web side: what analysis calls a bad file becomes one sentence for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.consensus import assess_consensus, parse_rule
from analysis.errors import AnalysisError, BadFile
from analysis.files import read_ratings
from analysis.ratings import Ratings, Scale
from survey.errors import BadStudyFile


@dataclass(frozen=True)
class RatedQuestion:
    """One question of a ratings file: its items by round, and every answer."""

    name: str
    scale: tuple[int, int]
    rounds: tuple[int, ...]
    items: tuple[str, ...]
    experts: tuple[str, ...]
    groups: tuple[str | None, ...]
    ratings: Ratings

    def items_of(self, number: int) -> list[str]:
        """Return the items that somebody answered in a round."""
        values, cannot_judge = self.ratings.at(number)
        asked = (~(values != values) | cannot_judge).any(axis=0)  # NaN is the only value unequal to itself
        return [item for item, was_asked in zip(self.items, asked, strict=True) if was_asked]

    def answers_of(self, number: int) -> Iterator[tuple[str, str, float | None]]:
        """Yield (expert, item, number) of a round; the number is None where the expert cannot judge."""
        values, cannot_judge = self.ratings.at(number)
        for row, expert in enumerate(self.experts):
            for column, item in enumerate(self.items):
                if cannot_judge[row, column]:
                    yield expert, item, None
                elif values[row, column] == values[row, column]:
                    yield expert, item, float(values[row, column])


def read_panel_file(path: Path, scale: str | None = None) -> list[RatedQuestion]:
    """Read a ratings file.

    Raises:
        BadStudyFile: with file, row, what is wrong and what was expected.
    """
    try:
        parsed = Scale.parse(scale) if scale else None
        questions = read_ratings(path, parsed)
    except BadFile as error:
        raise BadStudyFile("%(why)s", why=error) from error
    except (AnalysisError, OSError) as error:
        raise BadStudyFile("%(path)s cannot be read: %(why)s", path=path.name, why=error) from error
    return [
        RatedQuestion(
            name=name,
            scale=(ratings.scale.low, ratings.scale.high),
            rounds=tuple(ratings.rounds),
            items=tuple(ratings.items),
            experts=tuple(ratings.experts),
            groups=tuple(ratings.groups or [None] * len(ratings.experts)),
            ratings=ratings,
        )
        for name, ratings in questions.items()
    ]


def check_rule(text: str, questions: Sequence[RatedQuestion]) -> None:
    """Refuse a consensus rule that is none, or that does not fit the scale of a question.

    Raises:
        BadStudyFile: with what is wrong with the rule.
    """
    try:
        rule = parse_rule(text)
        for question in questions:
            assess_consensus(question.ratings, question.rounds[0], rule)
    except AnalysisError as error:
        raise BadStudyFile("%(why)s", why=error) from error
