"""What an expert's pages are made of: sections, cards, questions with own answers and the panel's figures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from survey.filters import localized
from survey.models import Question, Round, RoundKind, Section
from survey.queries.feedback import Arguments, GroupFigures, PanelFigures
from survey.questions import QuestionKind, get_kind
from survey.questions.pairs import Pairs
from survey.questions.prompts import CATEGORIES, Prompt, SignWords, choice_word, sign_words, wording
from survey.questions.rating import Rating
from survey.tokens import text_mark


@dataclass
class Item:
    """One question as an expert sees it: what was answered now and before, and what the panel said."""

    question: Question
    values: Mapping[str, str] = field(default_factory=dict)
    """What the form shows, by field suffix."""
    block: int | None = None
    """Which part of a question that is shared out among the panel is asked here."""
    number: float | None = None
    version: int = 0
    earlier: Mapping[str, str] | None = None
    earlier_number: float | None = None
    panel: PanelFigures | None = None
    groups: Sequence[GroupFigures] = ()
    """What stakeholder groups answered, as far as the floors show it."""
    summary: Mapping[str, Any] | None = None
    """What the panel answered to a question that is no rating, as frozen, floors applied."""
    reason: str = ""
    asks_reason: bool = False
    error: str = ""
    lost: Mapping[str, str] | None = None
    """What was chosen here while a newer answer came from another window."""
    lost_reason: str = ""
    """What was written here while a newer reason came from another window."""

    @property
    def field(self) -> str:
        """Return the name of the form field."""
        return field_of(self.question)

    @property
    def kind(self) -> QuestionKind:
        """Return the kind of the question."""
        return get_kind(self.question.kind)

    @property
    def partial(self) -> str:
        """Return the template that asks the question."""
        return self.kind.partial

    @property
    def own_partial(self) -> str:
        """Return the template in which the own answer reads as words."""
        return self.kind.own_partial

    @property
    def result_partial(self) -> str:
        """Return the template that shows what the panel answered."""
        return f"questions/result/{self.kind.measure}.html"

    @property
    def is_required(self) -> bool:
        """Say whether the round can be submitted only with an answer to this, be it “outside my field”."""
        return bool(self.question.settings.get("required"))

    @property
    def prompt(self) -> Prompt:
        """Return the words around the question."""
        return wording(self.question.name, self.question.settings)

    @property
    def settings(self) -> dict[str, Any]:
        """Return the question's settings with the part that this expert is asked."""
        return asked_settings(self.question, self.block)

    @property
    def points(self) -> range:
        """Return every point of the scale."""
        return Rating.points(self.question.settings)

    @property
    def point_words(self) -> list[str]:
        """Return what each point says, lowest first, where the study words every point."""
        texts = self.question.settings.get("points", [])
        return [f"{point} – {localized(text)}" for point, text in zip(self.points, texts, strict=False)]

    @property
    def sign_words(self) -> SignWords:
        """Return what minus, zero and plus say."""
        return sign_words(self.question.name)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return the pairs that this expert judges."""
        return Pairs.asked(self.settings)

    @property
    def is_answered(self) -> bool:
        """Say whether an answer is stored."""
        return self.version > 0

    @property
    def has_words(self) -> bool:
        """Say whether the form values hold something to be read."""
        return any(self.values.values())

    def has_words_under(self, start: str) -> bool:
        """Say whether a form value whose suffix begins so holds something."""
        return any(text for suffix, text in self.values.items() if suffix.startswith(start))

    def chosen(self, suffix: str = "") -> str | None:
        """Return the form value that is chosen under a field suffix."""
        return self.values.get(suffix)

    def own_number(self, suffix: str) -> int | None:
        """Return the whole number that is stored under a field suffix."""
        value = self.values.get(suffix, "")
        return int(value) if value.isdigit() else None

    @property
    def as_earlier(self) -> Item:
        """Return the question with the answer of the round that is fed back in place of today's."""
        return replace(self, values=self.earlier or {}, number=self.earlier_number)

    def choice_word(self, code: str) -> str:
        """Return what a choice says."""
        return choice_word(self.question.settings, code)

    @property
    def as_lost(self) -> Item:
        """Return the question with what was given here while a newer answer came from another window."""
        return replace(self, values=self.lost or {})

    @property
    def seconds(self) -> int:
        """Return about how long an answer takes."""
        return seconds_of(self.question)

    @property
    def reason_mark(self) -> str:
        """Return the mark of the reason that is shown, by which the page knows it again."""
        return text_mark(self.reason)

    @property
    def stands_apart(self) -> bool:
        """Say whether the own answer lies outside the panel's middle half."""
        return self.panel is not None and self.panel.leaves_out(self.number)


@dataclass(frozen=True)
class Card:
    """Questions on the same thing, shown together: a driver, an option, a future, or the study."""

    items: list[Item]
    others: Arguments = field(default_factory=Arguments)
    """Released reasons of the round that is fed back, in this viewer's order."""

    @property
    def question(self) -> Question:
        """Return the first question."""
        return self.items[0].question

    @property
    def reason_item(self) -> Item | None:
        """Return the question that keeps the reason for the whole card, if none asks for its own."""
        return None if not self.has_subject or any(item.asks_reason for item in self.items) else self.items[0]

    @property
    def has_subject(self) -> bool:
        """Say whether the questions are about one thing that the page names."""
        first = self.question
        return bool(first.driver_id or first.option_id or first.quadrant)

    @property
    def effort(self) -> int:
        """Return how much the heaviest question asks: 0 a choice, 1 a short task, 2 a long one."""
        longest = max(item.seconds for item in self.items)
        return sum(longest > limit for limit in (20, 120))

    @property
    def partial(self) -> str:
        """Return the template that presents the subject."""
        first = self.question
        if first.option is not None:
            return "answer/_option.html"
        if first.driver is not None:
            return "answer/_driver.html"
        return "answer/_future.html" if first.quadrant else "answer/_subject.html"


@dataclass(frozen=True)
class SectionView:
    """A section with its cards."""

    section: Section
    cards: list[Card]
    is_shuffled: bool = False
    """Whether the cards stand in this expert's own order, so that the page has no subject of its own."""

    @property
    def items(self) -> list[Item]:
        """Return every question in order."""
        return [item for card in self.cards for item in card.items]

    @property
    def n_answered(self) -> int:
        """Return how many questions have an answer."""
        return sum(item.is_answered for item in self.items)

    @property
    def unanswered(self) -> list[Item]:
        """Return the questions without an answer."""
        return [item for item in self.items if not item.is_answered]

    @property
    def minutes_left(self) -> int:
        """Return about how many minutes the unanswered questions take."""
        return to_minutes(item.question for item in self.unanswered)

    @property
    def seconds_left(self) -> int:
        """Return about how many seconds the unanswered questions take."""
        return sum(item.seconds for item in self.unanswered)

    @property
    def n_steps(self) -> int:
        """Return how many things are asked one at a time: subjects, and questions that stand alone."""
        return sum(1 if card.has_subject else len(card.items) for card in self.cards)

    @property
    def scripts(self) -> list[str]:
        """Return the files under static/js/kinds that the kinds on this page bring along."""
        kinds = (get_kind(item.question.kind) for item in self.items)
        return list(dict.fromkeys(kind.script for kind in kinds if kind.script))

    @property
    def categories(self) -> list[str]:
        """Return the names of the driver categories on this page, for a page without a title."""
        drivers = [card.question.driver for card in self.cards if card.question.driver]
        codes = dict.fromkeys(driver.category for driver in drivers if driver.category)
        return [CATEGORIES[code] for code in codes]

    @property
    def shows_axes(self) -> bool:
        """Say whether the questions can only be understood with the two axes at hand."""
        return self.section.round.kind == RoundKind.CONFIRM


@dataclass(frozen=True)
class RoundView:
    """A round as one expert has answered it."""

    round_: Round
    sections: list[SectionView]

    @property
    def items(self) -> list[Item]:
        """Return every question in order."""
        return [item for section in self.sections for item in section.items]

    @property
    def n_answered(self) -> int:
        """Return how many questions have an answer."""
        return sum(section.n_answered for section in self.sections)

    @property
    def missing_required(self) -> list[tuple[SectionView, Item]]:
        """Return what must still be answered before the round is submitted, with the section it stands in."""
        return [(view, item) for view in self.sections for item in view.unanswered if item.is_required]

    @property
    def minutes_left(self) -> int:
        """Return about how many minutes the unanswered questions take."""
        return to_minutes(item.question for section in self.sections for item in section.unanswered)

    @property
    def n_steps(self) -> int:
        """Return how many things are asked one at a time."""
        return sum(view.n_steps for view in self.sections)

    @property
    def seconds_left(self) -> int:
        """Return about how many seconds the unanswered questions take."""
        return sum(view.seconds_left for view in self.sections)

    def first_step(self, view: SectionView) -> int:
        """Return the place, counted from 1, of a section's first thing to be asked."""
        return 1 + sum(each.n_steps for each in self.sections[: self.sections.index(view)])

    @property
    def next_place(self) -> tuple[int, str] | None:
        """Return section number and field of the first question without an answer."""
        places = ((view.section.position, item.field) for view in self.sections for item in view.unanswered)
        return next(places, None)


def to_minutes(questions: Iterable[Question]) -> int:
    """Return about how many minutes questions take, at least one when there is any."""
    return math.ceil(sum(map(seconds_of, questions)) / 60)


def seconds_of(question: Question) -> int:
    """Return about how long a question takes."""
    return get_kind(question.kind).seconds_for(question.settings)


def asked_settings(question: Question, block: int | None) -> dict[str, Any]:
    """Return a question's settings as its kind reads them for somebody who is asked this part of it."""
    return question.settings if block is None else question.settings | {"block": block}


def field_of(question: Question) -> str:
    """Return the name of a question's form field."""
    return f"q-{question.id}"
