"""Every item of the guidelines with its answer: from the records, as stated, in part, or still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from survey.filters import localized
from survey.models import Study
from survey.reports.guidelines.facts import Facts
from survey.reports.guidelines.items import Item, load_guidelines
from survey.reports.guidelines.statements import STATEMENTS
from survey.reports.guidelines.topics import TOPICS, Topic
from survey.reports.parts.conduct import GuidelineRow, GuidelinesPart, GuidelineTable

RECORDS, STATED, PARTLY, OPEN = "records", "stated", "partly", "open"
STATES = (RECORDS, STATED, PARTLY, OPEN)


def answer_guidelines(facts: Facts, language: str) -> tuple[GuidelineTable, ...]:
    """Return the guidelines item by item, answered as far as records and statements go.

    Args:
        facts: what the records know.
        language: in which language statements are told, where they have it.
    """
    told = {code: (topic.answer(facts) if topic.answer else []) for code, topic in TOPICS.items()}
    return tuple(
        GuidelineTable(
            code=each.code,
            name=each.name,
            citation=each.citation,
            licence=each.licence,
            rows=tuple(_row(facts, item, told[item.topic], language) for item in each.items),
        )
        for each in load_guidelines()
    )


def list_further(study: Study, language: str) -> Iterator[tuple[str, str]]:
    """Yield the statements that no item of the guidelines asks for, where they are given."""
    used = {topic.statement for topic in TOPICS.values()}
    for code, statement in STATEMENTS.items():
        text = localized(study.statements.get(code), language)
        if text and code not in used:
            yield str(statement.title), text


def count_states(part: GuidelinesPart) -> Mapping[str, Mapping[str, int]]:
    """Return, by guideline, how many items stand in each state."""
    return {table.code: {state: table.count(state) for state in STATES} for table in part.tables}


def list_uses(part: GuidelinesPart) -> Mapping[str, list[str]]:
    """Return the items that each statement answers, by their guideline and code."""
    found: dict[str, list[str]] = {code: [] for code in STATEMENTS}
    for table in part.tables:
        for row in table.rows:
            if row.asks:
                found[row.asks].append(f"{table.name} {row.code}")
    return found


def _row(facts: Facts, item: Item, told: list[str], language: str) -> GuidelineRow:
    topic = TOPICS[item.topic]
    text = localized(facts.study.statements.get(topic.statement or ""), language)
    return GuidelineRow(
        code=item.code,
        section=item.section,
        title=localized(item.title, language),
        state=_state(topic, told, text),
        sentences=tuple(told),
        statement=text,
        anchors=topic.anchors if told else (),
        asks=topic.statement or "",
    )


def _state(topic: Topic, told: list[str], text: str) -> str:
    if told and topic.is_enough:
        return RECORDS
    if text:
        return STATED
    return PARTLY if told else OPEN
