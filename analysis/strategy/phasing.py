"""Put options into phases: never before what they need, no-regret first, contingent options on a trigger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.errors import InvalidSetting

_ON_TRIGGER = ("contingent",)
_NEVER = ("abandon",)
_EARLIEST = {"big_bet": 2}


@dataclass(frozen=True)
class Phase:
    """Hold the phase of one option, or None with the reason why it has none."""

    option: str
    phase: int | None
    reason_code: str
    start_year: float | None
    ready_year: float | None

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "option": self.option,
            "phase": self.phase,
            "reason_code": self.reason_code,
            "start_year": self.start_year,
            "ready_year": self.ready_year,
        }


def phases(
    options: Sequence[str],
    prerequisites: Mapping[str, Sequence[str]],
    lead_times: Mapping[str, float | None],
    classes: Mapping[str, str | None],
    bounds: Sequence[tuple[float, float]],
    planned: Mapping[str, int] | None = None,
) -> dict[str, Phase]:
    """Return the phase of every option.

    An option starts when the last of its prerequisites is ready (start + lead time in years), no-regret
    and core options at once, big bets from the second phase on because they must be decided explicitly.
    Its phase is the one in which it starts, and never before that of a prerequisite. Contingent options
    have no phase but carry a trigger, abandoned ones are dropped, and what needs one of these waits for
    it. `bounds` are (first year, last year) of each phase in order; a start after the last phase gives
    None. Undetermined and unknown classes are placed like core options, with reason `ask_again`. Missing
    lead times count 0. `planned` names the phase before which an option is not meant to
    start. A circle of prerequisites is refused. Source: docs/methods.md.
    """
    for option in options:
        strange = [one for one in prerequisites.get(option, ()) if one not in set(options)]
        if strange:
            raise InvalidSetting("prerequisites", strange[0], f"options of this study for {option}")
    placed: dict[str, Phase] = {}
    for option in _in_order(options, prerequisites):
        needs = [placed[one] for one in prerequisites.get(option, ())]
        floor = max(_EARLIEST.get(classes.get(option) or "", 1), (planned or {}).get(option, 1))
        placed[option] = _place(option, needs, lead_times, classes, bounds, floor)
    return {option: placed[option] for option in options}


def _in_order(options: Sequence[str], prerequisites: Mapping[str, Sequence[str]]) -> list[str]:
    order: list[str] = []
    waiting = list(options)
    while waiting:
        ready = [one for one in waiting if all(need in order for need in prerequisites.get(one, ()))]
        if not ready:
            raise InvalidSetting(
                "prerequisites", ", ".join(waiting), "no circle of options that need each other"
            )
        order += ready
        waiting = [one for one in waiting if one not in ready]
    return order


def _place(
    option: str,
    needs: list[Phase],
    lead_times: Mapping[str, float | None],
    classes: Mapping[str, str | None],
    bounds: Sequence[tuple[float, float]],
    floor: int,
) -> Phase:
    kind = classes.get(option)
    if kind in _ON_TRIGGER:
        return Phase(option, None, "on_trigger", None, None)
    if kind in _NEVER:
        return Phase(option, None, "dropped", None, None)
    if any(need.phase is None for need in needs):
        return Phase(option, None, "waits_for_prerequisite", None, None)
    start = max([bounds[min(floor, len(bounds)) - 1][0], *(need.ready_year for need in needs)])
    number = next((index for index, (_, last) in enumerate(bounds, start=1) if start < last + 1), None)
    ready = start + float(lead_times.get(option) or 0.0)
    if number is None:
        return Phase(option, None, "after_horizon", start, ready)
    sure = kind not in (None, "undetermined")
    return Phase(option, number, "placed" if sure else "ask_again", start, ready)
