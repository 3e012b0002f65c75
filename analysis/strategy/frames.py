"""Compare what options are worth in two frames: in the scenarios, and in a second pair from the outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from analysis.errors import InvalidSetting
from analysis.strategy.classes import CLASSES

HOLDS, WEAKENS, BREAKS = "holds", "weakens", "breaks"
VERDICTS = (HOLDS, WEAKENS, BREAKS)
STRENGTH = {"no_regret": 4, "core_with_exit": 3, "hedge": 2, "contingent": 2, "big_bet": 1, "abandon": 0}
"""How much may be built on an option of a class without knowing which world comes."""
HARM = -1.0


@dataclass(frozen=True)
class Standing:
    """Hold what an option is in one frame: its class, and its medians there."""

    class_: str | None
    values: Mapping[str, float | None]


@dataclass(frozen=True)
class FrameVerdict:
    """Hold how an option's class fares in the second frame; None where a class is missing, with the reason.

    `is_robust`: no regret in both frames. `harmed_in`: corners of the second frame with v <= -1.
    """

    option: str
    verdict: str | None
    is_robust: bool
    harmed_in: tuple[str, ...]
    reason: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return asdict(self) | {"harmed_in": list(self.harmed_in)}


def compare_frames(
    options: Sequence[str], first: Mapping[str, Standing], second: Mapping[str, Standing]
) -> tuple[FrameVerdict, ...]:
    """Say of every option whether its class in the first frame holds, weakens or breaks in the second.

    With the strength of classes no_regret 4, core_with_exit 3, hedge and contingent 2, big_bet 1, abandon 0:

    - breaks: it weakens, and is to be abandoned in the second frame or does harm there (some v <= -1) while
      it did none in the first;
    - holds: the class in the second frame is as strong as in the first, or stronger;
    - weakens: it is weaker.

    The strength decides first, so that an option of the same class never breaks. Gaps: no verdict where an
    option has no class in a frame (not rated by five) or an undetermined one; `reason` names the frame and
    which of both. `first`, `second`: {option: Standing}. Source: docs/methods.md.
    """
    return tuple(_compare(option, first.get(option), second.get(option)) for option in options)


def _compare(option: str, first: Standing | None, second: Standing | None) -> FrameVerdict:
    harmed = _harmed(second)
    reason = _missing("first", first) or _missing("second", second)
    if reason is not None or first is None or second is None:
        return FrameVerdict(option, None, False, harmed, reason)
    before, after = STRENGTH[first.class_ or ""], STRENGTH[second.class_ or ""]
    verdict = HOLDS
    if after < before:
        does_new_harm = bool(harmed) and not _harmed(first)
        verdict = BREAKS if second.class_ == "abandon" or does_new_harm else WEAKENS
    return FrameVerdict(option, verdict, before == after == STRENGTH["no_regret"], harmed, None)


def _missing(frame: str, standing: Standing | None) -> str | None:
    if standing is None or standing.class_ is None:
        return f"not_rated_{frame}"
    if standing.class_ not in CLASSES:
        raise InvalidSetting("class", standing.class_, CLASSES)
    return f"undetermined_{frame}" if standing.class_ == "undetermined" else None


def _harmed(standing: Standing | None) -> tuple[str, ...]:
    values = standing.values if standing else {}
    return tuple(corner for corner, value in values.items() if value is not None and value <= HARM)
