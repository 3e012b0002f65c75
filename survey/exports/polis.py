"""Votes in the form in which Polis shares its conversations, without ids of people and without times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from survey.exports.answers import AnswerTable, is_number
from survey.filters import localized
from survey.models import Study
from survey.tables.written import Sheet


def polis_sheets(study: Study, table: AnswerTable, question: str) -> list[Sheet]:
    """Return summary, statements and votes for one rated question of the last round that asked it.

    A vote is the side of the scale's middle on which a rating lies: 1 above, -1 below, 0 on it.
    """
    votes = dict(_votes(table, question))
    names = {driver.code: driver.name for driver in study.drivers}
    names |= {option.code: option.name for option in study.options}
    return [
        Sheet(
            "summary",
            ("topic", "value"),
            (
                ("topic", localized(study.title, study.languages[0])),
                ("question", question),
                ("voters", len(table.respondents)),
                ("commenters", None),
                ("comments", len(votes)),
            ),
        ),
        Sheet(
            "comments",
            ("comment-id", "agrees", "disagrees", "comment-body"),
            tuple(
                (number, cast.count(1), cast.count(-1), _statement(item, names, study))
                for number, (item, cast) in enumerate(votes.items())
            ),
        ),
        _votes_sheet(table, list(votes.values())),
    ]


def rated_questions(table: AnswerTable) -> list[str]:
    """Return the names of the rated questions, in the order in which they were asked."""
    return list(dict.fromkeys(each.question.name for each in table.columns if each.question.scale))


def _votes(table: AnswerTable, question: str) -> Iterator[tuple[str, list[int | None]]]:
    """Yield each item with one vote per respondent; of several rounds the last one counts."""
    asked = zip(table.columns, table.cells, strict=True)
    rated = [(each, cells) for each, cells in asked if each.question.name == question and each.question.scale]
    last = max((each.round for each, _ in rated), default=0)
    for each, cells in rated:
        if each.round == last and each.question.scale:
            middle = sum(each.question.scale) / 2
            yield (
                each.question.key,
                [(cell > middle) - (cell < middle) if is_number(cell) else None for cell in cells],
            )


def _votes_sheet(table: AnswerTable, votes: Sequence[Sequence[int | None]]) -> Sheet:
    head = ("participant", "n-votes", "n-agree", "n-disagree", *(str(number) for number in range(len(votes))))
    rows = []
    for place in range(len(table.respondents)):
        own = [cast[place] for cast in votes]
        n_votes = sum(vote is not None for vote in own)
        rows.append((place, n_votes, own.count(1), own.count(-1), *own))
    return Sheet("participants-votes", head, tuple(rows))


def _statement(item: str, names: Mapping[str, Mapping[str, str]], study: Study) -> str:
    code, _, quadrant = item.partition("|")
    name = localized(names.get(code) or {}, study.languages[0]) or code
    return f"{name} ({quadrant})" if quadrant else name
