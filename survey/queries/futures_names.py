"""Where the names of the scenarios come from: the panel's vote, a proposal, an author, or the axes alone.

Safe for coordinators and readers.
"""

from __future__ import annotations

from dataclasses import dataclass

from survey.models import Scenario
from survey.queries.futures_judged import NameVote

KEEP = "keep"


@dataclass(frozen=True)
class NameOrigin:
    """Who gave a scenario its name: "vote", "kept" (by vote), "panel", "author" or "computed".

    Of a vote: how many chose the name, where that may be shown, of how many, in which round, and whether the
    panel or an author had proposed it.
    """

    kind: str
    count: int | None = None
    n: int | None = None
    round_number: int | None = None
    proposed_by: str = "author"


def find_origin(scenario: Scenario | None, vote: NameVote | None) -> NameOrigin:
    """Return where the name of a scenario comes from."""
    if scenario is None or not any(scenario.name.values()):
        return NameOrigin("computed")
    proposed_by = scenario.parts.get("named_by", "author")
    choice = scenario.parts.get("name_choice")
    if choice and vote and choice["round"] == vote.round_number:
        kind = "kept" if choice["code"] == KEEP else "vote"
        return NameOrigin(kind, vote.count(choice["code"]), vote.n, vote.round_number, proposed_by)
    return NameOrigin("panel" if proposed_by == "panel" else "author", proposed_by=proposed_by)


def keep_name(scenario: Scenario) -> dict[str, object]:
    """Return what is stored of where a scenario's name comes from, for as long as the name stays."""
    return {key: scenario.parts[key] for key in ("named_by", "name_choice") if key in scenario.parts}
