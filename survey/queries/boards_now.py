"""Where a study stands now: what waits for a decision, what happens next by itself, what can be done safely.

Safe for coordinators and readers: counts of this morning, days, and acts; no answer, no order of people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from survey.models import Round, Study
from survey.queries.boards_counts import Counts, PanelCounts, count_panel, count_round
from survey.queries.schedule import ActRow, find_next_act, list_troubles


@dataclass(frozen=True)
class Decision:
    """Something that waits for a person: a code that the page words, and the page where it is decided."""

    code: str
    endpoint: str
    number: int | None = None
    n: int = 0
    act: ActRow | None = None


@dataclass(frozen=True)
class Now:
    """The state of a study at one glance."""

    today: date
    counts: Counts | None
    """Of the open round, or of the last one that was."""
    panel: PanelCounts
    days_left: int | None
    """Days until the deadline, negative when it is over; None without an open round or a deadline."""
    next_act: ActRow | None
    decisions: Sequence[Decision]
    safe: Sequence[str]
    """Codes of what can be done now without losing or changing anything for good."""


def get_now(study: Study, n_held: int, now: datetime) -> Now:
    """Return where a study stands.

    Args:
        study: the study.
        n_held: how many reasons wait for a moderator.
        now: the time.
    """
    today, running, panel = study.day_of(now), study.open_round, count_panel(study)
    tracked = running or next((each for each in reversed(study.rounds) if each.is_closed), None)
    days_left = (running.closes_on - today).days if running and running.closes_on else None
    return Now(
        today=today,
        counts=count_round(tracked, now) if tracked else None,
        panel=panel,
        days_left=days_left,
        next_act=find_next_act(study),
        decisions=_decisions(study, running, panel, days_left, n_held),
        safe=_safe(study, running),
    )


def _decisions(
    study: Study, running: Round | None, panel: PanelCounts, days_left: int | None, n_held: int
) -> list[Decision]:
    found = [
        Decision("trouble", "schedule.show_schedule", row.round.number, act=row)
        for row in list_troubles(study)
    ]
    if running and running.is_paused:
        found.append(Decision("paused", "rounds.show_round", running.number))
    elif days_left is not None and days_left < 0 and not _closes_itself(study):
        found.append(Decision("overdue", "rounds.close_round", running.number, n=-days_left))
    if n_held:
        found.append(Decision("held_reasons", "reasons.list_reasons", n=n_held))
    if panel.n_bounced:
        found.append(Decision("bounced", "panel.show_panel", n=panel.n_bounced))
    return found


def _closes_itself(study: Study) -> bool:
    act = find_next_act(study)
    return act is not None and act.act.kind == "close"


def _safe(study: Study, running: Round | None) -> list[str]:
    if not study.rounds:
        return ["frame"]
    if running is None:
        return ["read", "invite", "plan"]
    return ["invite", "remind", "extend", "pause"]
