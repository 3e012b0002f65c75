"""What every question kind knows: how to read an answer, how to show it, what analysis makes of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from survey.config import LANGUAGES
from survey.errors import InvalidAnswer

OUTSIDE_FIELD = "outside"
"""The form value by which an expert says that a question lies outside their field."""

COMMON_TEXTS = ("label", "help", "low", "high")
"""Settings that every kind takes: the words around the question by language, instead of the method's own."""


@dataclass(frozen=True)
class Value:
    """An answer as it is stored: a number, structured data, or neither when outside the expert's field."""

    number: float | None = None
    data: Mapping[str, Any] | None = None

    @property
    def is_outside_field(self) -> bool:
        """Say whether the expert declined to judge."""
        return self.number is None and self.data is None


class QuestionKind(ABC):
    """A kind of question. Kinds see settings and values, never rows of the database."""

    code: ClassVar[str]
    """How the database and study files name the kind."""
    partial: ClassVar[str]
    """The template that asks it."""
    own_partial: ClassVar[str] = "questions/own/plain.html"
    """The template in which one's own answer reads as words."""
    script: ClassVar[str | None] = None
    """The file under static/js/kinds that makes answering easier; without it the form works as it is."""
    seconds: ClassVar[int] = 10
    """About how long an answer takes; for honest words about the time that is left."""
    measure: ClassVar[str]
    """What the panel's answers are summarised by: "scale", or a module of survey/results/kinds."""
    setting_names: ClassVar[tuple[str, ...] | None] = None
    """The settings that the kind has of its own; None takes any."""
    own_words: ClassVar[tuple[str, ...]] = ()
    """The keys of an answer's data under which the expert's own words stand: no row of an export has them."""
    refers_to: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()
    """Which settings name things of the study by code, and what these may be: drivers, options, systems."""
    has_blocks: ClassVar[bool] = False
    """Whether the question is shared out; ``settings["block"]`` then says who is asked which part."""

    @property
    def is_numeric(self) -> bool:
        """Say whether answers are numbers on a scale, so that consensus exists."""
        return self.measure == "scale"

    @abstractmethod
    def read(self, form: Mapping[str, str], field: str, settings: Mapping[str, Any]) -> Value | None:
        """Read an answer from what a form sent under ``field``; None when nothing was given.

        Raises:
            InvalidAnswer: when the value does not fit the settings.
        """

    @abstractmethod
    def write(self, value: Value, settings: Mapping[str, Any]) -> dict[str, str]:
        """Return the form values, by field suffix, that would give this answer again."""

    def check_settings(self, settings: Mapping[str, Any]) -> None:
        """Raise InvalidAnswer when the settings make no sense for this kind; most kinds take any."""

    def seconds_for(self, settings: Mapping[str, Any]) -> int:
        """Return about how long an answer takes with these settings."""
        return self.seconds


def outside_or(form: Mapping[str, str], field: str, value: Value | None) -> Value | None:
    """Return what was answered, or “outside my field” where that box was ticked.

    Raises:
        InvalidAnswer: when the box was ticked and something was answered as well.
    """
    if form.get(field, "").strip() != OUTSIDE_FIELD:
        return value
    if value is not None:
        raise InvalidAnswer("Answer the question or tick “outside my field”, not both.")
    return Value()


def check_common(settings: Mapping[str, Any]) -> None:
    """Check the settings that every kind takes.

    Raises:
        InvalidAnswer: naming the setting and what may stand there.
    """
    for key in COMMON_TEXTS:
        if key in settings:
            check_text(settings[key], key)
    check_flag(settings, "required")


def check_text(value: object, key: str) -> None:
    """Check that a setting holds texts by language, at least one of them.

    Raises:
        InvalidAnswer: naming the setting.
    """
    is_text = isinstance(value, Mapping) and all(
        language in LANGUAGES and isinstance(text, str) for language, text in value.items()
    )
    if not is_text or not any(value.values()):
        raise InvalidAnswer('“%(key)s” must hold texts by language, such as {"en": "…", "ko": "…"}.', key=key)


def check_flag(settings: Mapping[str, Any], key: str) -> None:
    """Check that a setting, where given, is true or false.

    Raises:
        InvalidAnswer: naming the setting.
    """
    if not isinstance(settings.get(key, False), bool):
        raise InvalidAnswer("“%(key)s” must be true or false.", key=key)


def check_whole(settings: Mapping[str, Any], key: str, low: int, high: int) -> None:
    """Check that a setting, where given, is a whole number within bounds.

    Raises:
        InvalidAnswer: naming the setting and its bounds.
    """
    value = settings.get(key, low)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise InvalidAnswer(
            "“%(key)s” must be a whole number from %(low)s to %(high)s.", key=key, low=low, high=high
        )
