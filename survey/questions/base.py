"""What every question kind knows: how to read an answer, how to show it, what analysis makes of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

OUTSIDE_FIELD = "outside"
"""The form value by which an expert says that a question lies outside their field."""


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
    script: ClassVar[str | None] = None
    """The file under static/js/kinds that makes answering easier; without it the form works as it is."""
    is_numeric: ClassVar[bool] = False
    """Whether answers are numbers on a scale, so that medians and consensus exist."""

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
