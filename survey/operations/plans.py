"""The standard course of a scenario study: which questions each round asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from survey.db import db, lock_for_close, transaction
from survey.errors import IllegalTransition, NothingToDecide
from survey.models import QUADRANTS, STEEPV, Account, Driver, Round, RoundKind, Study
from survey.operations.asks import choose_asks, plan_pages
from survey.operations.asks.base import chunks
from survey.operations.plan_texts import ROUND_TEXTS, SECTION_TITLES
from survey.operations.rounds import QuestionSpec, add_section, create_round

RATED = ("impact", "uncertainty", "expectation", "control")
RERATED = ("impact", "uncertainty", "expectation")
RATED_A_PAGE = 4

Text = dict[str, str]


@transaction
def plan_scenario_rounds(study: Study, with_sort: bool = True) -> None:
    """Plan the rounds of a scenario study; rounds 3 and 4 get their questions from what is decided then.

    Args:
        study: the study with its drivers.
        with_sort: whether round 1 also asks which drivers would move together.
    """
    scale = {"scale": study.protocol["scale"]}
    first = _plan_round(study, RoundKind.RATE)
    asked = [driver for driver in study.drivers if driver.retired_on is None]
    for title, drivers in _pages(asked):
        add_section(first, title, _ratings(drivers, RATED, scale))
    if with_sort:
        codes = [driver.code for driver in asked]
        sort = QuestionSpec("pile_sort", "sort", settings={"items": codes})
        add_section(first, SECTION_TITLES["sort"], [sort])
    second = _plan_round(study, RoundKind.RERATE, feedback_round=first)
    for title, drivers in _pages(asked):
        add_section(second, title, _ratings(drivers, RERATED, scale))
    if study.options:
        _plan_round(study, RoundKind.CONFIRM)
        _plan_round(study, RoundKind.STRATEGY)


def _plan_round(study: Study, kind: RoundKind, feedback_round: Round | None = None) -> Round:
    texts = ROUND_TEXTS[kind]
    return create_round(study, kind, texts["title"], texts["intro"], feedback_round=feedback_round)


@transaction
def compose_confirmation(study: Study, round_: Round, drivers: Sequence[Driver]) -> None:
    """Ask the panel whether it agrees with the axes: allocation, dependence, the four corners."""
    _clear(round_)
    if len(study.axes) != 2:
        raise NothingToDecide("Adopt two axes before the panel can be asked about them.")
    asked = [driver for driver in drivers if driver.retired_on is None]
    for title, questions in plan_pages(study, RoundKind.CONFIRM, asked):
        add_section(round_, title, questions)


@transaction
def compose_strategy(study: Study, round_: Round) -> None:
    """Ask how well each option serves the focal goal in each scenario."""
    _clear(round_)
    if len(study.scenarios) != len(QUADRANTS):
        raise NothingToDecide("Word the four scenarios before options can be tested in them.")
    for title, questions in plan_pages(study, RoundKind.STRATEGY):
        add_section(round_, title, questions)


@transaction
def choose_parts(
    study: Study,
    round_: Round,
    codes: Sequence[str],
    drivers: Sequence[Driver],
    account: Account | None = None,
) -> None:
    """Choose which parts a round in preparation has; one that has its questions gets them anew.

    Args:
        study: whose round it is.
        round_: the round about the axes, or the one about the options.
        codes: the parts that are asked.
        drivers: those that the panel is asked to allocate.
        account: who chooses.
    """
    if not round_.is_draft:
        raise IllegalTransition(
            "Round %(number)s has been opened: what it asks stays as it is.", number=round_.number
        )
    choose_asks(study, RoundKind(round_.kind), codes, account)
    if not round_.questions:
        return
    if round_.kind == RoundKind.CONFIRM:
        compose_confirmation(study, round_, drivers)
    else:
        compose_strategy(study, round_)


def _ratings(drivers: Iterable[Driver], names: Sequence[str], settings: dict) -> list[QuestionSpec]:
    return [
        QuestionSpec("rating", name, driver=driver, settings=settings) for driver in drivers for name in names
    ]


def _pages(drivers: Sequence[Driver]) -> Iterable[tuple[Text, list[Driver]]]:
    """Group drivers by STEEPV category, four a page; the page itself names the categories."""
    ordered = sorted(drivers, key=lambda driver: (_rank(driver), driver.position))
    for page in chunks(ordered, RATED_A_PAGE):
        yield {}, list(page)


def _rank(driver: Driver) -> int:
    return STEEPV.index(driver.category) if driver.category in STEEPV else len(STEEPV)


def _clear(round_: Round) -> None:
    round_ = lock_for_close(db.session, Round, round_.id)  # nobody opens it while its questions change
    if not round_.is_draft:
        raise IllegalTransition("Questions can be added only before the round opens.")
    round_.sections.clear()
    db.session.flush()
