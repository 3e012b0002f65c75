"""From the boards of schools of thought and of attrition to what the report says of disagreement."""

from __future__ import annotations

from survey import words
from survey.filters import localized
from survey.models import Study
from survey.queries.attrition import describe_attrition
from survey.queries.camps import CampItem, describe_camps
from survey.reports.parts.dissent import DissentPart, Leaving, SchoolItem, Schools

MOST_APART = 12


def build_dissent(study: Study, language: str) -> DissentPart:
    """Return the schools of thought and what is known of those who left; both passed their floors before."""
    board = describe_attrition(study)
    questions = board.questions if board else ()
    leaving = tuple(
        Leaving(
            words.question_word(each.question, each.settings),
            localized(item.row.name, language) or item.row.code,
            words.leavers_word(item.side),
            item.minority_left,
        )
        for each in questions
        for item in each.apart
    )
    reasons = [each.undefined for each in questions if each.undefined]
    return DissentPart(
        schools=_schools(study, language),
        leaving=leaving,
        n_compared=board.n_compared if board else 0,
        n_other_verdicts=board.n_differing if board else 0,
        reason=words.leavers_reason(reasons[0]) if reasons else "",
    )


def _schools(study: Study, language: str) -> Schools | None:
    board = describe_camps(study)
    if board.finding is None:
        return None
    data = board.data
    return Schools(
        names=tuple(words.camp_letter(name) for name in board.numbers),
        sizes=tuple(camp["n"] for camp in data["camps"]),
        reason=words.camp_reason(data["reason_code"]),
        n_experts=data["n_experts"],
        round_number=data["round"],
        stability=data["stability"],
        apart=tuple(_item(each, board.numbers, language) for each in board.apart[:MOST_APART]),
        shared=tuple(_name(each, language) for each in board.shared),
    )


def _item(each: CampItem, numbers: list[str], language: str) -> SchoolItem:
    shown = [each.found["camps"].get(number, {}) for number in numbers]
    question = words.question_word(each.question, each.settings)
    return SchoolItem(question, _name(each, language), tuple(camp.get("median") for camp in shown))


def _name(each: CampItem, language: str) -> str:
    return localized(each.name, language) or words.question_word(each.code, each.settings)
