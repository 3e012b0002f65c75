"""What must be known of a study before its first round opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from survey.db import db
from survey.models import FLOOR, Group, Invitation, Link, Question, Round, Study
from survey.queries.answer_cards import to_minutes
from survey.queries.panel import count_groups
from survey.tokens import hash_token, make_link_token

NOTICE_TEXTS = ("who", "purpose", "basis", "contact", "further")
QUESTION_TEXTS = ("label", "help", "low", "high", "unit")


@dataclass(frozen=True)
class Lacking:
    """A text that experts see and that is missing in a language of the study."""

    what: str
    """The kind of thing that it belongs to."""
    name: Mapping[str, str]
    """What that thing is called."""
    languages: tuple[str, ...]


@dataclass(frozen=True)
class GroupSize:
    """A stakeholder group, its size, and whether its answers can ever be shown."""

    group: Group
    size: int
    is_shown: bool


@dataclass(frozen=True)
class LaunchFacts:
    """Everything that the launch check looks at."""

    first: Round | None
    n_invited: int
    n_dead_links: int
    groups: list[GroupSize]
    lacking: list[Lacking]
    n_questions: int = 0
    minutes: int = 0
    unasked: list[Round] = field(default_factory=list)


def read_launch(study: Study, panel_key: str) -> LaunchFacts:
    """Return what the launch check looks at."""
    first = next(iter(study.rounds), None)
    questions = first.questions if first else []
    return LaunchFacts(
        first=first,
        n_invited=len(_people(study)),
        n_dead_links=count_dead_links(study, panel_key),
        groups=list_group_sizes(study),
        lacking=list_lacking(study),
        n_questions=len(questions),
        minutes=to_minutes(questions),
        unasked=[round_ for round_ in study.rounds[1:] if not round_.questions],
    )


def _people(study: Study) -> list[Invitation]:
    people = select(Invitation).filter_by(study_id=study.id, revoked_at=None, withdrawn_on=None)
    return list(db.session.scalars(people))


def count_dead_links(study: Study, panel_key: str) -> int:
    """Return how many people could not get in: their link is not the one that this server would write."""
    people = _people(study)
    if study.is_simulated or not study.link_key:
        return 0
    hashes = {
        hash_token(make_link_token(panel_key, study.link_key, person.id, person.link_serial))
        for person in people
    }
    known = select(func.count()).select_from(Link).filter(Link.token_hash.in_(hashes))
    return len(hashes) - db.session.scalar(known)


def list_group_sizes(study: Study) -> list[GroupSize]:
    """Return each group and whether five of it, and none or five outside it, could answer."""
    sizes = count_groups(study)
    total = sum(size for _, size in sizes)
    return [
        GroupSize(group, size, size >= FLOOR and (total == size or total - size >= FLOOR))
        for group, size in sizes
    ]


def list_lacking(study: Study) -> list[Lacking]:
    """Return every text that experts see and that some language of the study lacks.

    A text that is given in no language is none; where one language has it, the others need it.
    """
    found = [
        Lacking(what, name, missing)
        for what, name, text in _texts(study)
        if (missing := tuple(code for code in study.languages if not (text.get(code) or "").strip()))
        and any(part.strip() for part in text.values())
    ]
    return list({(each.what, str(each.name), each.languages): each for each in found}.values())


Shown = Iterator[tuple[str, Mapping[str, str], Mapping[str, str]]]
"""The kind of thing, what it is called, a text of it."""


def _texts(study: Study) -> Shown:
    for text in (study.title, study.focal_question, study.summary):
        yield "study", study.title, text
    for name in NOTICE_TEXTS:
        yield "notice", {}, study.notice.get(name) or {}
    for round_ in study.rounds:
        yield from _round_texts(round_)
    for each in study.drivers:
        if each.retired_on is None:
            yield from _each("driver", each.name, each.name, each.statement, each.low_pole, each.high_pole)
    for option in study.options:
        yield from _each("option", option.name, option.name, option.description)


def _round_texts(round_: Round) -> Shown:
    yield from _each("round", round_.title, round_.title, round_.intro)
    for section in round_.sections:
        yield "section", section.title, section.title
        for question in section.questions:
            yield from _question_texts(question)


def _each(what: str, name: Mapping[str, str], *texts: Mapping[str, str]) -> Shown:
    for text in texts:
        yield what, name, text


def _question_texts(question: Question) -> Shown:
    settings = question.settings
    name = settings.get("label") or {"en": question.name}
    for key in QUESTION_TEXTS:
        yield "question", name, settings.get(key) or {}
    for text in settings.get("points", []):
        yield "question", name, text
    for key in ("choices", "items", "subjects"):
        for entry in settings.get(key, []):
            if isinstance(entry, dict):
                yield "question", name, entry.get("text") or {}
    for axis in ("x", "y"):
        for text in (settings.get(axis) or {}).values():
            yield "question", name, text
