"""What stands above the consensus table: counts, other rules, groups, and the advice on another round.

Safe for coordinators and readers: it is counted from frozen figures, which hold nothing below the floors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.models import Group, Round, Study
from survey.queries.consensus import ConsensusTable, ItemRow

VERDICTS = (
    "consensus",
    "provisional consensus",
    "stable dissent",
    "open",
    "no consensus",
    "too few answers",
)
ASK_AGAIN = ("again", "again_provisional")
FEW_SHARE = 0.5
"""Up to this share of the judged items still moving, asking only those is offered."""


@dataclass(frozen=True)
class OtherRule:
    """What another rule would say of the same answers, in items."""

    rule: str
    n_judged: int
    n_met: int
    n_gained: int
    """In consensus by that rule and not by the protocol's."""
    n_lost: int
    """In consensus by the protocol's rule and not by that one."""

    @property
    def n_flipped(self) -> int:
        """Return how many verdicts turn."""
        return self.n_gained + self.n_lost


@dataclass(frozen=True)
class Board:
    """What is said of all items of one question before any of them."""

    verdicts: Mapping[str, int]
    """How many items have each verdict, those that occur."""
    n_asked_again: int
    others: tuple[OtherRule, ...]
    groups: tuple[Group, ...]
    """The groups of which frozen figures exist."""
    categories: tuple[str, ...]
    n_differ: int
    """Items whose verdict is another one among those who answered every round."""

    def count(self, *verdicts: str) -> int:
        """Return how many items have one of these verdicts."""
        return sum(self.verdicts.get(verdict, 0) for verdict in verdicts)


def describe_board(study: Study, table: ConsensusTable) -> Board:
    """Return what is said of all items of a table's question."""
    items = table.all_items
    counted = {verdict: sum(item.verdict == verdict for item in items) for verdict in VERDICTS}
    known = {code for item in items for code in item.groups}
    return Board(
        verdicts={verdict: n for verdict, n in counted.items() if n},
        n_asked_again=sum(item.stability is not None for item in items),
        others=try_other_rules(items),
        groups=tuple(group for group in study.groups if group.code in known),
        categories=tuple(dict.fromkeys(item.category for item in items if item.category)),
        n_differ=sum(differs_for_constant_panel(item) for item in items),
    )


def differs_for_constant_panel(item: ItemRow) -> bool:
    """Say whether those who answered every round alone would get another verdict."""
    change = item.stability or {}
    verdicts = {change.get("verdict"), change.get("verdict_constant_panel")}
    return len(verdicts - {"too few answers", None}) > 1


def try_other_rules(items: Sequence[ItemRow]) -> tuple[OtherRule, ...]:
    """Return, for every other rule that was tried when the round closed, how many verdicts it would turn."""
    rules = dict.fromkeys(
        rule for item in items for rule in item.last["sensitivity"] if rule != item.last["rule"]
    )
    return tuple(_try(rule, items) for rule in rules)


def _try(rule: str, items: Sequence[ItemRow]) -> OtherRule:
    pairs = [(item.last["met"], item.last["sensitivity"].get(rule)) for item in items]
    judged = [(ours, theirs) for ours, theirs in pairs if ours is not None and theirs is not None]
    return OtherRule(
        rule=rule,
        n_judged=len(judged),
        n_met=sum(theirs for _, theirs in judged),
        n_gained=sum(theirs and not ours for ours, theirs in judged),
        n_lost=sum(ours and not theirs for ours, theirs in judged),
    )


def count_flips(figures: Mapping[str, Any]) -> tuple[int, int]:
    """Return how many of the other rules would turn this item's verdict, and how many were tried."""
    tried = [
        met for rule, met in figures["sensitivity"].items() if met is not None and rule != figures["rule"]
    ]
    return sum(met != figures["met"] for met in tried), len(tried)


def advise_item(change: Mapping[str, Any] | None, met: bool | None) -> str:
    """Return the code of what follows for one item: leave it, ask it again, or that it cannot be told."""
    if change is None:
        return "asked_once"
    if change["stable"] is None or met is None:
        return "unknown"
    if change["stable"]:
        return "settled" if met else "settled_dissent"
    return "again_provisional" if met else "again"


@dataclass(frozen=True)
class QuestionAdvice:
    """What the protocol's stopping rule says of one question, and which items still move."""

    question: str
    advice: Mapping[str, Any]
    moving: tuple[tuple[str, str], ...]
    """(code of the item, id of the question) of every item to ask again."""


@dataclass(frozen=True)
class StudyAdvice:
    """What follows for the whole study from its last round that asked again."""

    code: str
    """"stop", "only_these" or "again"."""
    round: Round
    questions: tuple[QuestionAdvice, ...]

    @property
    def n_moving(self) -> int:
        """Return how many items would be asked again."""
        return sum(len(each.moving) for each in self.questions)


def advise_study(round_: Round) -> StudyAdvice | None:
    """Return what a closed round that asked again advises; None for one that asked nothing again."""
    found = round_.snapshot.findings.get("stability_advice") if round_.snapshot else None
    if not found:
        return None
    rated = round_.snapshot.rated
    asked = [(question, rated[question.id]) for question in round_.questions if question.id in rated]
    told = tuple(
        QuestionAdvice(
            name,
            advice,
            tuple(
                (question.item, question.id)
                for question, entry in asked
                if entry["name"] == name
                and advise_item(entry["stability"], entry["consensus"]["met"]) in ASK_AGAIN
            ),
        )
        for name, advice in found.items()
    )
    return StudyAdvice(_decide(told), round_, told)


def _decide(told: Sequence[QuestionAdvice]) -> str:
    if all(each.advice["stop"] for each in told):
        return "stop"
    n_moving = sum(len(each.moving) for each in told if not each.advice["stop"])
    n_judged = sum(each.advice["n_judged"] for each in told)
    return "only_these" if 0 < n_moving <= FEW_SHARE * n_judged else "again"
