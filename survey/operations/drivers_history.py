"""Changing drivers with their history kept: propose, reword, split, merge, retire, restore."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from survey.db import transaction
from survey.errors import IllegalTransition, InvalidAnswer, MissingReason
from survey.models import Account, Contribution, ContributionState, Driver, Study
from survey.operations.lineage import (
    check_free,
    describe,
    has_history,
    lacks_poles,
    record_step,
    replace_in_drafts,
    was_asked,
)
from survey.operations.plans_outline import follow_drivers
from survey.operations.record import record_act
from survey.operations.studies import add_driver

Text = dict[str, str]
ASKED_PARTS = ("name", "statement", "low_pole", "high_pole")
"""What an expert reads of a driver: another wording of it is another version, once it was asked."""


@dataclass(frozen=True)
class Wording:
    """What a driver says: name, statement, domain, both poles, what it rests on."""

    name: Text
    low_pole: Text = field(default_factory=dict)
    high_pole: Text = field(default_factory=dict)
    statement: Text = field(default_factory=dict)
    category: str | None = None
    evidence_codes: Sequence[str] = ()

    def facts(self) -> dict[str, Any]:
        """Return the columns of a driver that hold it."""
        return {**vars(self), "evidence_codes": list(self.evidence_codes)}


@transaction
def propose_driver(
    study: Study,
    wording: Wording,
    contributions: Sequence[Contribution],
    account: Account | None = None,
    reason: str = "",
) -> Driver:
    """Make a driver of what experts proposed; the proposals count as used from now on."""
    driver = _add(study, wording)
    _use(contributions)
    ids = [each.id for each in contributions]
    record_step(study, "proposed" if ids else "added", [], [describe(driver)], account, reason, ids)
    follow_drivers(study, account)
    return driver


@transaction
def merge_proposals(
    driver: Driver, contributions: Sequence[Contribution], account: Account | None = None, reason: str = ""
) -> Driver:
    """Count proposals as part of a driver that is there already; its wording stays."""
    if not contributions:
        raise InvalidAnswer("Choose at least one proposal.")
    _use(contributions)
    ids = [each.id for each in contributions]
    known = [describe(driver)]
    record_step(driver.study, "merged", known, known, account, reason, ids)
    return driver


@transaction
def reword_driver(
    driver: Driver, wording: Wording, account: Account | None = None, reason: str = ""
) -> Driver:
    """Change what a driver says; once it was asked, another wording is another version with a reason.

    Raises:
        IllegalTransition: while a round asks about the driver.
        InvalidAnswer: when it has no name, or its poles are the same.
        MissingReason: when it was asked already and no reason is given.
    """
    facts = wording.facts()
    changed = {name: value for name, value in facts.items() if getattr(driver, name) != value}
    if not changed:
        return driver
    check_free(driver)
    check_wording(wording)
    before, old = describe(driver), {name: getattr(driver, name) for name in changed}
    is_new_version = any(name in ASKED_PARTS for name in changed) and was_asked(driver)
    if is_new_version and not reason.strip():
        raise MissingReason("This driver was asked already: say why its wording changes.")
    for name, value in changed.items():
        setattr(driver, name, value)
    if is_new_version:
        driver.version += 1
    if is_new_version or has_history(driver):
        record_step(driver.study, "reworded", [before], [describe(driver)], account, reason)
    else:
        record_act(account, driver.study_id, "driver_edited", code=driver.code, before=old, after=changed)
    return driver


@transaction
def split_driver(
    driver: Driver, wordings: Sequence[Wording], account: Account | None = None, reason: str = ""
) -> list[Driver]:
    """Put two drivers in the place of one, which is asked no more."""
    _check_change(driver, reason)
    if len(wordings) < 2:
        raise InvalidAnswer("A driver is split into two.")
    parts = [_add(driver.study, wording) for wording in wordings]
    before = [describe(driver)]
    _retire(driver, parts)
    record_step(driver.study, "split", before, [describe(part) for part in parts], account, reason)
    follow_drivers(driver.study, account)
    return parts


@transaction
def merge_drivers(
    into: Driver, others: Iterable[Driver], account: Account | None = None, reason: str = ""
) -> Driver:
    """Let one driver stand for others, which are asked no more; its wording stays."""
    others = [other for other in others if other.id != into.id]
    if not others:
        raise InvalidAnswer("Choose at least one other driver.")
    for driver in (into, *others):
        _check_change(driver, reason)
    before = [describe(driver) for driver in (into, *others)]
    for other in others:
        _retire(other, [into])
    record_step(into.study, "merged", before, [describe(into)], account, reason)
    follow_drivers(into.study, account)
    return into


@transaction
def retire_driver(driver: Driver, account: Account | None = None, reason: str = "") -> Driver:
    """Ask about a driver no more; where it was answered it stays."""
    _check_change(driver, reason)
    before = [describe(driver)]
    _retire(driver, [])
    record_step(driver.study, "retired", before, [], account, reason)
    follow_drivers(driver.study, account)
    return driver


@transaction
def restore_driver(driver: Driver, account: Account | None = None, reason: str = "") -> Driver:
    """Put a retired driver back on the list; rounds composed by hand have to be told to ask it again."""
    if driver.retired_on is None:
        return driver
    driver.retired_on = None
    record_step(driver.study, "restored", [], [describe(driver)], account, reason)
    follow_drivers(driver.study, account)
    return driver


def check_wording(wording: Wording) -> None:
    """Refuse a driver without a name, and poles that say the same."""
    if not any(text.strip() for text in wording.name.values()):
        raise InvalidAnswer("A driver needs a name.")
    for code in wording.low_pole.keys() & wording.high_pole.keys():
        low, high = wording.low_pole[code].strip(), wording.high_pole[code].strip()
        if low and low.casefold() == high.casefold():
            raise InvalidAnswer("The two poles are the same; they must be opposites.")


def next_code(study: Study) -> str:
    """Return a free code that goes on as the codes of the study do."""
    parts = [
        match.groups() for driver in study.drivers if (match := re.fullmatch(r"(.*?)(\d+)", driver.code))
    ]
    if not parts:
        parts = [("D", "00")]
    prefix = Counter(prefix for prefix, _ in parts).most_common(1)[0][0]
    numbers = [number for each, number in parts if each == prefix]
    width = max(len(number) for number in numbers)
    taken = {driver.code for driver in study.drivers}
    number = max(int(each) for each in numbers) + 1
    while f"{prefix}{number:0{width}d}" in taken:
        number += 1
    return f"{prefix}{number:0{width}d}"


def _add(study: Study, wording: Wording) -> Driver:
    check_wording(wording)
    driver = add_driver(study, next_code(study), **wording.facts())
    driver.version = 1
    if study.is_scenario_study and lacks_poles(driver):
        raise InvalidAnswer("Name both poles: two opposite states in which the driver may end.")
    return driver


def _use(contributions: Sequence[Contribution]) -> None:
    for each in contributions:
        if each.kind != "proposal":
            raise InvalidAnswer("Only proposals become drivers.")
        if each.state == ContributionState.USED:
            raise IllegalTransition("A proposal among these is part of a driver already.")
        each.state, each.merged_into_id = ContributionState.USED, None


def _check_change(driver: Driver, reason: str) -> None:
    if driver.retired_on is not None:
        raise IllegalTransition("“%(code)s” is retired already.", code=driver.code)
    check_free(driver)
    if was_asked(driver) and not reason.strip():
        raise MissingReason("This driver was asked already: say why it changes.")


def _retire(driver: Driver, others: Sequence[Driver]) -> None:
    replace_in_drafts(driver.study, driver, others)
    driver.retired_on = datetime.now(UTC).date()
