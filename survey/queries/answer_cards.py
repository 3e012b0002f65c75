"""What an expert's pages are made of: sections, cards, questions with own answers and the panel's figures."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from survey.models import Question, Round, RoundKind, Section
from survey.queries.answer_items import Item, seconds_of
from survey.queries.feedback import Arguments
from survey.questions import get_kind
from survey.questions.prompts import CATEGORIES


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
