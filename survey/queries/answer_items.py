"""One question as an expert sees it, with own answers and the panel's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from survey.filters import localized
from survey.models import Question
from survey.queries.feedback import GroupFigures, PanelFigures
from survey.questions import QuestionKind, get_kind
from survey.questions.pairs import Pairs
from survey.questions.prompts import Prompt, SignWords, choice_word, sign_words, wording
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


def field_of(question: Question) -> str:
    """Return the name of a question's form field."""
    return f"q-{question.id}"


def asked_settings(question: Question, block: int | None) -> dict[str, Any]:
    """Return a question's settings as its kind reads them for somebody who is asked this part of it."""
    return question.settings if block is None else question.settings | {"block": block}


def seconds_of(question: Question) -> int:
    """Return about how long a question takes."""
    return get_kind(question.kind).seconds_for(question.settings)
