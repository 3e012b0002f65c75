"""What the panel said, as its experts may see it: from released rounds, frozen findings and reasons alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from survey.db import db
from survey.models import Answer, Reason, ReasonState, Round
from survey.tokens import shuffle_key

FEWEST_FOR_PLOT = 8
FEWEST_IN_BAND = 3
BANDS = ("low", "middle", "high")


@dataclass(frozen=True)
class PanelFigures:
    """What the panel answered to a question of a closed round whose answers are numbers.

    Where the floors hold the middle half back, q1 and q3 are None; where they hold the distribution back, no
    point is counted.
    """

    n: int
    median: float
    q1: float | None
    q3: float | None
    counts: Mapping[int, int] = field(default_factory=dict)
    is_whole: bool = True
    """Whether answers are whole numbers."""

    @property
    def has_half(self) -> bool:
        """Say whether the middle half may be told."""
        return self.q1 is not None and self.q3 is not None

    @property
    def low(self) -> float:
        """Return the lowest answer of the middle half, which lies on the scale as answers do."""
        low = self.median if self.q1 is None else self.q1
        return math.floor(low) if self.is_whole else low

    @property
    def high(self) -> float:
        """Return the highest answer of the middle half."""
        high = self.median if self.q3 is None else self.q3
        return math.ceil(high) if self.is_whole else high

    def leaves_out(self, number: float | None) -> bool:
        """Say whether an answer lies outside the middle half."""
        return number is not None and not self.low <= number <= self.high


@dataclass(frozen=True)
class GroupFigures:
    """What a stakeholder group answered, as floors allow: its median, or that its members agree."""

    name: Mapping[str, str]
    median: float | None


@dataclass(frozen=True)
class Argument:
    """A released reason: no author, no time; only its own author learns whose it is."""

    text: str
    language: str
    is_own: bool
    band: str | None = None
    """Whether its author answered below, within or above the middle half."""


@dataclass(frozen=True)
class Arguments:
    """The reasons on one thing in the reader's own order, apart by band where that gives nobody away."""

    every: Sequence[Argument] = ()

    def __bool__(self) -> bool:
        return bool(self.every)

    @property
    def bands(self) -> list[tuple[str, list[Argument]]]:
        """Return the reasons by band, or all of them under no band when a band would hold too few."""
        parts = [(band, [each for each in self.every if each.band == band]) for band in BANDS]
        shown = [(band, part) for band, part in parts if part]
        is_safe = all(len(part) >= FEWEST_IN_BAND for _, part in shown)
        is_whole = sum(len(part) for _, part in shown) == len(self.every)
        return shown if is_safe and is_whole and len(shown) > 1 else [("", list(self.every))]


def forms_shown(round_: Round | None) -> frozenset[str]:
    """Return what the panel may see of a round now: nothing before its release, then what the protocol says.

    Once nobody is asked again, the figures and the released reasons are shown whatever the feedback was.
    """
    if round_ is None or round_.released_at is None or not round_.is_showable:
        return frozenset()
    again = [other for other in round_.study.rounds if other.feedback_round_id == round_.id]
    forms = frozenset(round_.study.feedback)
    return forms if any(not other.is_closed for other in again) else forms | {"distribution", "arguments"}


def read_panel(round_: Round, question_id: str) -> PanelFigures | None:
    """Return what the frozen findings of a round show of numbers, as far as form and floors allow."""
    if "distribution" not in forms_shown(round_):
        return None
    entry = round_.snapshot.findings.get("questions", {}).get(question_id, {})
    found = entry.get("consensus") or entry.get("summary") or {}
    if found.get("median") is None:
        return None
    counts = found.get("counts", {}) if found["n"] >= FEWEST_FOR_PLOT else {}
    return PanelFigures(
        n=found["n"],
        median=found["median"],
        q1=found.get("q1"),
        q3=found.get("q3"),
        counts={int(float(point)): n for point, n in counts.items()},
        is_whole=found.get("is_whole", True),
    )


def read_summary(round_: Round, question_id: str) -> dict[str, Any] | None:
    """Return what the frozen findings of a round hold of a question that is no rating."""
    if "distribution" not in forms_shown(round_):
        return None
    found = round_.snapshot.summarised.get(question_id)
    return found["summary"] if found else None


def read_groups(round_: Round, question_id: str) -> list[GroupFigures]:
    """Return the groups of which the frozen findings of a round show something."""
    if "groups" not in forms_shown(round_):
        return []
    found = round_.snapshot.rated.get(question_id, {}).get("groups", {})
    shown = ((group, found.get(group.code, {})) for group in round_.study.groups)
    return [
        GroupFigures(group.name, figures["median"])
        for group, figures in shown
        if figures.get("median") is not None or figures.get("reason") == "all agree"
    ]


def read_arguments(round_: Round, viewer: str) -> dict[str, list[Argument]]:
    """Return the released reasons of a round by question id, in an order of the viewer's own.

    Safe for experts: no author, and an order that follows from viewer and text, not from who wrote when.
    The same words twice stand once, and so do reasons that were merged into one.
    """
    if "arguments" not in forms_shown(round_):
        return {}
    rows = db.session.execute(
        select(Reason, Answer.number)
        .outerjoin(
            Answer,
            (Answer.question_id == Reason.question_id)
            & (Answer.panelist_id == Reason.panelist_id)
            & (Answer.round_id == Reason.round_id),
        )
        .where(Reason.round_id == round_.id, Reason.state.in_((ReasonState.RELEASED, ReasonState.MERGED)))
    ).all()
    released = {reason.id: reason for reason, _ in rows if reason.state == ReasonState.RELEASED}
    said: dict[tuple[str, str], list[Argument]] = {}
    for reason, number in rows:
        shown = released.get(reason.merged_into_id or reason.id)
        if shown is None:
            continue  # part of one that is not released
        band = _band(round_, reason.question_id, number)
        own = reason.panelist_id == viewer
        argument = Argument(shown.reader_text, shown.language, own, band)
        said.setdefault((reason.question_id, " ".join(shown.reader_text.split())), []).append(argument)
    found: dict[str, list[Argument]] = {}
    for (question_id, text), same in sorted(
        said.items(), key=lambda each: shuffle_key(viewer, "|".join(each[0]))
    ):
        found.setdefault(question_id, []).append(_merge(text, same))
    return found


def _merge(text: str, same: Sequence[Argument]) -> Argument:
    bands, languages = ({getattr(each, name) for each in same} for name in ("band", "language"))
    first = min(same, key=lambda each: (each.text, each.language))
    band = bands.pop() if len(bands) == 1 else None
    return Argument(first.text, min(languages), any(each.is_own for each in same), band)


def _band(round_: Round, question_id: str, number: float | None) -> str | None:
    figures = read_panel(round_, question_id)
    if figures is None or not figures.has_half or number is None:
        return None
    if number < figures.low:
        return "low"
    return "high" if number > figures.high else "middle"


def join_arguments(
    found: Mapping[str, Sequence[Argument]], question_ids: Iterable[str], *, with_bands: bool
) -> Arguments:
    """Return the reasons on several questions as one list.

    Args:
        found: reasons by question id.
        question_ids: the questions that are shown together.
        with_bands: whether each reason was given for one answer, not for several at once.
    """
    every = [each for question_id in question_ids for each in found.get(question_id, [])]
    if with_bands:
        return Arguments(every)
    return Arguments([Argument(each.text, each.language, each.is_own) for each in every])
