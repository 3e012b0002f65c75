"""Rules for ending a study as values: chosen before the first round, tried on what a round brought.

`rounds>=3`                  a number of rounds set beforehand
`stable>=0.8`                that share of the items that can be judged is stable
`hierarchical`               stability first: stop if every item is stable, then say what each came to
`consensus>=0.75`            that share of the items meets the rule of consensus (not advised)
`response<0.5`               fewer than that share of the first round's experts took part in the last
`no new arguments`           nobody gave a reason that had not been given before (the count is the caller's)
`per item`                   every item leaves when it is stable; the study ends with the last one
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.errors import InvalidRule

_GRAMMAR = "rounds>=3, stable>=0.8, hierarchical, consensus>=0.75, response<0.5, no new arguments or per item"
_SHARE = r"([0-9]{0,3}\.?[0-9]{1,9}) ?(%?)"
CONSENSUS_WARNING = (
    "consensus is not a suitable reason to stop: a panel can settle on dissent, and be pressed into "
    "agreement (von der Gracht 2012)"
)
STOPPING_RULES = (
    *("rounds>=3", "hierarchical", "stable>=0.8", "consensus>=0.75", "response<0.5"),
    *("no new arguments", "per item"),
)


@dataclass(frozen=True)
class Progress:
    """Hold what a stopping rule looks at after a round.

    `stable` and `met` hold a verdict per item, None where there were too few answers; `retention` is the
    share of the first round's experts who took part in the last; `new_arguments` counts the reasons of
    the last round that had not been given before. None is not known.
    """

    n_rounds: int
    stable: Sequence[bool | None]
    met: Sequence[bool | None]
    retention: float | None = None
    new_arguments: int | None = None


@dataclass(frozen=True)
class Stop:
    """Say what a rule advises: to stop, to ask again, or (None) that it cannot be told, and why."""

    rule: str
    stop: bool | None
    reason: str
    warning: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the advice as plain values that JSON can hold."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class StoppingRule:
    """Hold a rule for ending a study; `limit` is the number it compares with, if it has one."""

    kind: str
    limit: float | None = None

    @property
    def text(self) -> str:
        """Write the rule as it is read."""
        if self.limit is None:
            return self.kind
        return f"{self.kind}{'<' if self.kind == 'response' else '>='}{self.limit:.10g}"

    def judge(self, progress: Progress) -> Stop:
        """Say whether the rule ends the study."""
        stop, reason = _JUDGES[self.kind](self, progress)
        return Stop(self.text, stop, reason, CONSENSUS_WARNING if self.kind == "consensus" else None)


def parse_stopping_rule(text: str) -> StoppingRule:
    """Read a stopping rule; `InvalidRule` names the forms that are understood.

    >>> parse_stopping_rule("Stable ≥ 80 %").text
    'stable>=0.8'
    """
    plain = " ".join(str(text).lower().replace("≥", ">=").replace("-", " ").split())
    if plain in ("hierarchical", "no new arguments", "per item"):
        return StoppingRule(plain)
    rounds = re.fullmatch(r"rounds ?>= ?([1-9][0-9]{0,2})", plain)
    if rounds:
        return StoppingRule("rounds", int(rounds[1]))
    share = re.fullmatch(rf"(stable|consensus) ?>= ?{_SHARE}|(response) ?< ?{_SHARE}", plain)
    if share is None:
        raise InvalidRule(text, _GRAMMAR)
    kind, number, percent = share.groups()[:3] if share[1] else share.groups()[3:]
    limit = float(number) / (100 if percent else 1)
    if not 0 < limit <= 1:
        raise InvalidRule(text, "a share above 0 and at most 1")
    return StoppingRule(kind, limit)


def close_item(stable: bool | None, met: bool | None) -> tuple[str, str]:
    """Advise on one item: "close", "ask again" or "too few answers", and why."""
    if stable is None or met is None:
        return "too few answers", "too few experts answered in both rounds to judge it"
    if stable:
        return "close", "stable, in consensus" if met else "stable, without consensus: dissent is a result"
    return "ask again", "the rule is met but answers still move" if met else "answers still move"


def _judge_rounds(rule: StoppingRule, progress: Progress) -> tuple[bool | None, str]:
    return progress.n_rounds >= rule.limit, f"{progress.n_rounds} of {rule.limit:g} rounds have been held"


def _judge_stable(rule: StoppingRule, progress: Progress) -> tuple[bool | None, str]:
    return _judge_share(progress.stable, rule.limit, "stable")


def _judge_consensus(rule: StoppingRule, progress: Progress) -> tuple[bool | None, str]:
    return _judge_share(progress.met, rule.limit, "in consensus")


def _judge_share(verdicts: Sequence[bool | None], limit: float, what: str) -> tuple[bool | None, str]:
    judged = [one for one in verdicts if one is not None]
    if not judged:
        return None, "no item has enough answers"
    told = f"{sum(judged)} of {len(judged)} items are {what}; {limit:.0%} are needed"
    return sum(judged) >= limit * len(judged) - 1e-9, told


def _judge_hierarchical(rule: StoppingRule, progress: Progress) -> tuple[bool | None, str]:
    stop, told = _judge_share(progress.stable, 1.0, "stable")
    return stop, told + ("; each item is then classed by its distribution" if stop else "")


def _judge_per_item(rule: StoppingRule, progress: Progress) -> tuple[bool | None, str]:
    moving = sum(one is not True for one in progress.stable)
    if not progress.stable:
        return None, "there are no items"
    return moving == 0, f"{moving} of {len(progress.stable)} items are still open"


def _judge_response(rule: StoppingRule, progress: Progress) -> tuple[bool | None, str]:
    if progress.retention is None:
        return None, "who took part in the first round is not known"
    told = f"{progress.retention:.0%} of the first round's experts are left; the limit is {rule.limit:.0%}"
    return progress.retention < rule.limit, told


def _judge_arguments(rule: StoppingRule, progress: Progress) -> tuple[bool | None, str]:
    if progress.new_arguments is None:
        return None, "how many arguments were new is not known"
    return progress.new_arguments == 0, f"{progress.new_arguments} new arguments in the last round"


_JUDGES: dict[str, Callable[[StoppingRule, Progress], tuple[bool | None, str]]] = {
    "rounds": _judge_rounds,
    "stable": _judge_stable,
    "hierarchical": _judge_hierarchical,
    "consensus": _judge_consensus,
    "response": _judge_response,
    "no new arguments": _judge_arguments,
    "per item": _judge_per_item,
}
