"""What the workshop lays out beside the proposal: pairs with their corners, earlier decisions.

Safe for coordinators and readers: findings hold no figure below the floors, the audit log no answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from survey.db import db
from survey.models import Account, AuditEntry, Driver, Finding, Round, Study
from survey.models.adoption import LETTERS, SIGNS, adopted_drivers, computed_drivers, describe_axes

DECISIONS = ("axes_adopted", "axes_overridden", "axes_kept")
Data = Mapping[str, Any]
Text = Mapping[str, str]
Ends = tuple[Sequence[Text], Sequence[Text]]
"""What the low and the high end of an axis are made of: poles of its strongest drivers."""


@dataclass(frozen=True)
class PairView:
    """A pair of groups as two axes: its figures, its four corners, and the critical drivers it leaves out."""

    number: int
    figures: Data
    ends: Mapping[str, Ends]
    drivers: Mapping[str, Mapping[str, int]]
    left_out: Sequence[Driver]

    @property
    def corners(self) -> dict[str, dict[str, Sequence[Text]]]:
        """Return for each quadrant what either axis contributes."""
        return {
            quadrant: {
                letter: self.ends[letter][sign > 0] for letter, sign in zip(LETTERS, signs, strict=True)
            }
            for quadrant, signs in SIGNS.items()
        }


@dataclass(frozen=True)
class AxesDecision:
    """One decision on the axes, as the audit log keeps it."""

    number: int
    at: datetime
    who: str
    action: str
    before: Data
    after: Data
    reason: str

    @property
    def moves(self) -> list[tuple[str, str, str]]:
        """Return each driver that changed its place: code, place before, place after; "" is no axis."""
        was, now = _places(self.before), _places(self.after)
        return [
            (code, was.get(code, ""), now.get(code, ""))
            for code in sorted(was | now)
            if was.get(code) != now.get(code)
        ]


@dataclass(frozen=True)
class AxesStart:
    """What the form of two axes starts from."""

    drivers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    words: Mapping[str, Data] = field(default_factory=dict)
    ends: Mapping[str, Ends] = field(default_factory=dict)
    reason: str = ""


def list_pairs(study: Study, proposal: Finding | None) -> list[PairView]:
    """Return the pairs that were considered, the chosen one first; none of findings without them."""
    data = proposal.data if proposal else {"pairs": []}
    drivers = {driver.code: driver for driver in study.drivers}
    critical = {code for code, found in data.get("criticality", {}).items() if found["cell"] == "critical"}
    views = []
    for number, pair in enumerate(data["pairs"]):
        # Of the pair in use, what is A and what B follows what the study calls so.
        axes = data["axes"] if number == 0 and data["axes"] else pair.get("axes")
        if not axes:
            continue
        placed = computed_drivers({"axes": axes})
        carried = {code for own in placed.values() for code in own}
        views.append(
            PairView(
                number,
                pair,
                {letter: read_ends(axis, drivers) for letter, axis in zip(LETTERS, axes, strict=True)},
                placed,
                [driver for driver in study.drivers if driver.code in critical - carried],
            )
        )
    return views


def read_ends(axis: Data, drivers: Mapping[str, Driver]) -> Ends:
    """Return the pole texts of which both ends of a computed axis are made."""
    low, high = (
        [getattr(drivers[part["item"]], f"{part['pole']}_pole") for part in end if part["item"] in drivers]
        for end in axis["poles"]
    )
    return low, high


def list_decisions(study: Study) -> list[AxesDecision]:
    """Return every decision on the axes, newest first."""
    rows = db.session.execute(
        select(AuditEntry, Account.name)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .filter(AuditEntry.study_id == study.id, AuditEntry.action.in_(DECISIONS))
        .order_by(AuditEntry.number.desc())
    )
    return [
        AxesDecision(
            entry.number,
            entry.at,
            name or "",
            entry.action,
            entry.details.get("before", {}),
            entry.details.get("after", {}),
            entry.details.get("reason", ""),
        )
        for entry, name in rows
    ]


def start_axes(
    study: Study, proposal: Finding, pair: int | None = None, decision: int | None = None, own: bool = False
) -> AxesStart:
    """Return what the form starts from: a pair, an earlier decision, nothing, or else what stands now."""
    drivers = {driver.code: driver for driver in study.drivers}
    if own:
        return AxesStart()
    pairs = list_pairs(study, proposal)
    if pair is not None and 0 <= pair < len(pairs):
        return AxesStart(pairs[pair].drivers, ends=pairs[pair].ends)
    past = next((each for each in list_decisions(study) if each.number == decision and each.after), None)
    after = past.after if past else describe_axes(study)
    if after:
        placed = {letter: _known(axis["drivers"], drivers) for letter, axis in after.items()}
        reason = past.reason if past else study.axes[0].reason
        return AxesStart(
            placed, after, {letter: _ends_of(own_, drivers) for letter, own_ in placed.items()}, reason
        )
    axes = proposal.data["axes"]
    ends = {letter: read_ends(axis, drivers) for letter, axis in zip(LETTERS, axes, strict=False)}
    return AxesStart(computed_drivers(proposal.data), ends=ends)


def _known(placed: Mapping[str, int], drivers: Mapping[str, Driver]) -> dict[str, int]:
    return {code: sign for code, sign in placed.items() if code in drivers}


def _ends_of(placed: Mapping[str, int], drivers: Mapping[str, Driver]) -> Ends:
    poles = [(drivers[code].low_pole, drivers[code].high_pole)[::sign] for code, sign in placed.items()]
    return [low for low, _ in poles[:3]], [high for _, high in poles[:3]]


def _places(axes: Data) -> dict[str, str]:
    return {
        code: f"{letter}{'+' if sign > 0 else '-'}"
        for letter, axis in axes.items()
        for code, sign in axis["drivers"].items()
    }


def find_source(study: Study, proposal: Finding | None) -> str:
    """Return whose axes these are: "computed", "changed" by a person, "authored" where none were declared.

    "none" before any were adopted.
    """
    if not study.axes:
        return "none"
    if proposal is None or not proposal.data["declared"]:
        return "authored"
    return "computed" if adopted_drivers(study) == computed_drivers(proposal.data) else "changed"


def is_outdated(draft: Round | None, asked: Sequence[Driver]) -> bool:
    """Say whether a prepared round asks about other drivers than the axes as they stand now would."""
    if draft is None:
        return False
    allocated = {each.driver_id for each in draft.questions if each.driver_id}
    return bool(allocated) and allocated != {driver.id for driver in asked}
