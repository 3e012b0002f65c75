"""What the rounds about axes and options ask: parts in their order, of which a coordinator chooses.

A part is a module's own function of the study that yields pages; a line in `ASKS` puts it into its round.
What is chosen stands in the study's outlook; parts that the method cannot do without are always asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from survey.db import transaction
from survey.errors import NotFound
from survey.framing.outlook import lock_outlook, read_chosen_parts
from survey.models import Account, Driver, RoundKind, Study
from survey.operations.asks.base import Ask, Page
from survey.operations.asks.confirmation import ALLOCATION, CORNERS, DEPENDENCE
from survey.operations.asks.naming import NAME_PROPOSAL, SCENARIO_NAME, WILD_CARD
from survey.operations.asks.options import CONTRIBUTION_ASK, FAILURE_ASK, SIGNPOST_ASK
from survey.operations.asks.scenarios import EFFECT, EXPECTED, OUTCOME, TODAY
from survey.operations.asks.space import SYSTEM, TIME
from survey.operations.asks.strategy import PERFORMANCE
from survey.operations.asks.stress import STRESS
from survey.operations.record import record_act

__all__ = ["ASKS", "Ask", "Page", "asks_of", "choose_asks", "chosen_asks", "plan_pages"]

ASKS: tuple[Ask, ...] = (
    ALLOCATION,
    DEPENDENCE,
    TODAY,
    CORNERS,
    EFFECT,
    EXPECTED,
    TIME,
    SYSTEM,
    OUTCOME,
    NAME_PROPOSAL,
    WILD_CARD,
    PERFORMANCE,
    CONTRIBUTION_ASK,
    FAILURE_ASK,
    SIGNPOST_ASK,
    SCENARIO_NAME,
    STRESS,
)


def asks_of(kind: RoundKind) -> list[Ask]:
    """Return the parts that a round of this kind can have, in their order."""
    return [ask for ask in ASKS if ask.kind == kind]


def chosen_asks(study: Study, kind: RoundKind) -> list[Ask]:
    """Return the parts that a round of this kind has in this study, in their order."""
    codes = read_chosen_parts(study, kind)
    return [
        ask for ask in asks_of(kind) if ask.is_fixed or (ask.is_usual if codes is None else ask.code in codes)
    ]


def plan_pages(study: Study, kind: RoundKind, drivers: Sequence[Driver] = ()) -> Iterable[Page]:
    """Yield the pages of a round: title and questions; parts with nothing to ask yield none.

    Args:
        study: whose axes, scenarios and options are asked about.
        kind: of the round.
        drivers: those that the panel is asked to allocate.
    """
    for ask in chosen_asks(study, kind):
        for title, questions in ask.plan(study, drivers):
            if questions:
                yield title, questions


@transaction
def choose_asks(study: Study, kind: RoundKind, codes: Sequence[str], account: Account | None = None) -> None:
    """Set which parts a round of this kind has; those that are fixed need not be named.

    Raises:
        NotFound: for a code that names no part of such a round.
    """
    known = [ask.code for ask in asks_of(kind)]
    if not set(codes) <= set(known):
        raise NotFound("This is no part of such a round.")
    lock_outlook(study)
    before = [ask.code for ask in chosen_asks(study, kind)]
    chosen = {**study.outlook.get("asks", {}), kind: [code for code in known if code in codes]}
    study.outlook = {**study.outlook, "asks": chosen}
    after = [ask.code for ask in chosen_asks(study, kind)]
    record_act(account, study.id, "asks_chosen", kind=kind, before=before, after=after)
