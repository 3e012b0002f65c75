"""What people decide: adopt or override axes, word scenarios. The computed proposal is kept beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select

from survey.db import db, transaction
from survey.errors import IllegalTransition, MissingReason, NothingToDecide, StaleAnswer
from survey.models import (
    QUADRANTS,
    Account,
    Axis,
    AxisDriver,
    Driver,
    Finding,
    Origin,
    RoundKind,
    Scenario,
    Study,
)
from survey.models.adoption import computed_drivers, describe_axes, mark_axes, mark_content, scenario_words
from survey.operations.record import record_act


@dataclass(frozen=True)
class AxisWording:
    """How a person words one axis, and which drivers they put on it (code to sign)."""

    letter: str
    name: dict[str, str]
    low_pole: dict[str, str]
    high_pole: dict[str, str]
    drivers: Mapping[str, int]


@dataclass(frozen=True)
class ScenarioEdit:
    """The further fields of a scenario's story, and the mark of the words that the author saw."""

    parts: dict[str, Any]
    known: str


@transaction
def store_finding(
    study: Study, kind: str, data: dict[str, Any], seed: int, input_hash: str, software: dict[str, str]
) -> Finding:
    """Keep the result of a computation; the same input computed again replaces it with the same result."""
    found = db.session.scalar(select(Finding).filter_by(study_id=study.id, kind=kind, input_hash=input_hash))
    if found is None:
        found = Finding(study_id=study.id, kind=kind, input_hash=input_hash)
        db.session.add(found)
    found.data, found.seed, found.software = data, seed, software
    found.computed_at = datetime.now(UTC)
    db.session.flush()
    return found


@transaction
def adopt_axes(
    study: Study,
    finding: Finding,
    wordings: Sequence[AxisWording],
    reason: str = "",
    account: Account | None = None,
    known: str | None = None,
) -> list[Axis]:
    """Adopt two axes: as computed, or with other drivers, which needs a reason that the report prints.

    `known` is the mark of the axes that the person saw (`mark_axes`); without one nobody else is looked for.

    Raises:
        StaleAnswer: when somebody else adopted others meanwhile.
        NothingToDecide: when not exactly two axes are given, or one without any driver.
        MissingReason: when the drivers differ from those computed, or nothing was declared, without a reason.
        IllegalTransition: while the panel is answering about the axes or their scenarios.
    """
    _check_can_adopt(study, known)
    if sorted(wording.letter for wording in wordings) != ["A", "B"]:
        raise NothingToDecide("A scenario study needs exactly two axes.")
    given = {wording.letter: dict(wording.drivers) for wording in wordings}
    if not all(given.values()):
        raise NothingToDecide("Put at least one driver on each of the two axes.")
    finding.data = match_letters(finding.data, given)
    computed = computed_drivers(finding.data)
    is_override = not finding.data["declared"] or given != computed
    if is_override and not reason.strip():
        raise MissingReason("Say why these axes differ from what the answers support; the report prints it.")
    before = describe_axes(study)
    db.session.execute(delete(Axis).filter_by(study_id=study.id))
    db.session.expire(study, ["axes"])
    drivers = {driver.code: driver for driver in study.drivers}
    axes = [_make_axis(study, finding, wording, is_override, reason, account) for wording in wordings]
    for axis, wording in zip(axes, wordings, strict=True):
        axis.members = [AxisDriver(driver=drivers[code], sign=sign) for code, sign in wording.drivers.items()]
    study.axes.extend(axes)
    db.session.flush()
    record_act(
        account,
        study.id,
        "axes_overridden" if is_override else "axes_adopted",
        before=before,
        after=describe_axes(study),
        computed=computed,
        declared=finding.data["declared"],
        reason=reason.strip() if is_override else "",
    )
    return axes


def _check_can_adopt(study: Study, known: str | None) -> None:
    asked = study.open_round
    if asked and asked.kind in {RoundKind.CONFIRM, RoundKind.STRATEGY}:
        raise IllegalTransition("Close round %(number)s first.", number=asked.number)
    if known is not None and known != mark_axes(study):
        raise StaleAnswer("Somebody adopted other axes while you were choosing; look at those first.")


@transaction
def keep_axes(study: Study, reason: str, account: Account | None = None) -> None:
    """Keep the adopted axes although the panel did not confirm them; the report prints why."""
    if len(study.axes) != 2:
        raise NothingToDecide("Adopt two axes first.")
    if not reason.strip():
        raise MissingReason("Say why these axes are kept; the report prints it.")
    record_act(account, study.id, "axes_kept", after=describe_axes(study), reason=reason.strip())


def match_letters(proposal: dict[str, Any], given: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """Return a proposal under the letters that a person uses: which axis is called A is a convention.

    Only if ``given`` names the computed axes with exchanged letters are the letters exchanged, everywhere.
    """
    computed = computed_drivers(proposal)
    if len(computed) != 2 or given != {"A": computed["B"], "B": computed["A"]}:
        return proposal
    other = {"A": "B", "B": "A"}
    placement = dict(proposal["placement"])
    placement["experts"] = sorted([b, a] for a, b in placement["experts"])
    placement["items"] = {
        item: place
        | {"a": place["b"], "b": place["a"]}
        | {"a_interval": place["b_interval"], "b_interval": place["a_interval"]}
        for item, place in placement["items"].items()
    }
    return proposal | {
        "axes": [axis | {"name": other[axis["name"]]} for axis in reversed(proposal["axes"])],
        "assignments": {item: other.get(axis) for item, axis in proposal["assignments"].items()},
        "placement": placement,
        "letters_exchanged": not proposal.get("letters_exchanged", False),
    }


def _make_axis(
    study: Study,
    finding: Finding,
    wording: AxisWording,
    is_override: bool,
    reason: str,
    account: Account | None,
) -> Axis:
    return Axis(
        study_id=study.id,
        finding_id=finding.id,
        decided_by=account.id if account else None,
        letter=wording.letter,
        name=wording.name,
        low_pole=wording.low_pole,
        high_pole=wording.high_pole,
        origin=Origin.OVERRIDE if is_override else Origin.COMPUTED,
        reason=reason.strip() if is_override else "",
        decided_at=datetime.now(UTC),
    )


@transaction
def word_scenario(
    study: Study,
    quadrant: str,
    name: dict[str, str],
    headline: dict[str, str],
    narrative: dict[str, str],
    account: Account | None = None,
    edit: ScenarioEdit | None = None,
) -> Scenario:
    """Name one of the four scenarios and tell its story; the text is the author's and marked as such.

    Args:
        study: whose scenario it is.
        quadrant: which of the four.
        name: what it is called.
        headline: it in one sentence.
        narrative: its story.
        account: who writes.
        edit: the further fields and what the author had seen; the fields that stand are kept without it.

    Raises:
        StaleAnswer: when somebody else changed the words meanwhile.
    """
    scenario = find_scenario(study, quadrant)
    before = scenario_words(scenario)
    if edit is not None and edit.known != mark_content(before):
        raise StaleAnswer(
            "Somebody else changed this scenario while you were writing. Nothing of yours is lost."
        )
    if scenario is None:
        scenario = Scenario(study_id=study.id, quadrant=quadrant, parts={}, outcomes={})
        study.scenarios.append(scenario)
    scenario.name, scenario.headline, scenario.narrative = name, headline, narrative
    if edit is not None:
        scenario.parts = edit.parts
    db.session.flush()
    after = scenario_words(scenario)
    if after != before:
        record_act(account, study.id, "scenario_worded", quadrant=quadrant, before=before, after=after)
    return scenario


@transaction
def set_outcomes(
    study: Study,
    quadrant: str,
    outcomes: dict[str, dict[str, str]],
    account: Account | None = None,
    known: str | None = None,
) -> Scenario:
    """Set where drivers end in a scenario against what was computed: code to state and reason.

    Raises:
        NothingToDecide: before the scenario has a name.
        MissingReason: for an outcome without its reason.
        StaleAnswer: when somebody else set others meanwhile.
    """
    scenario = find_scenario(study, quadrant)
    if scenario is None:
        raise NothingToDecide("Name the scenario first.")
    if known is not None and known != mark_content(scenario.outcomes):
        raise StaleAnswer("Somebody else set outcomes while you were choosing. Nothing of yours is lost.")
    if not all(each["reason"].strip() for each in outcomes.values()):
        raise MissingReason("Say of each outcome that you set why; the report prints it.")
    before, scenario.outcomes = scenario.outcomes, outcomes
    if before != outcomes:
        record_act(account, study.id, "outcomes_set", quadrant=quadrant, before=before, after=outcomes)
    return scenario


def find_scenario(study: Study, quadrant: str) -> Scenario | None:
    """Return one of the four scenarios; None while nobody named it."""
    if quadrant not in QUADRANTS:
        raise NothingToDecide("There are four scenarios: Q1, Q2, Q3 and Q4.")
    return db.session.scalar(select(Scenario).filter_by(study_id=study.id, quadrant=quadrant))


def find_drivers(study: Study, codes: Sequence[str]) -> list[Driver]:
    """Return the drivers with these codes, in the study's order."""
    wanted = set(codes)
    return [driver for driver in study.drivers if driver.code in wanted]
