"""From the options' classes and the author's words to the recommendations, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.filters import localized
from survey.models import QUADRANTS, ContributionState, ReasonState, Study
from survey.models import Recommendation as Row
from survey.queries.studies import list_reasons
from survey.queries.texts import list_released
from survey.reports.advice import change_sentence, imperative, own_words
from survey.reports.assembly.panel import closed_rounds
from survey.reports.findings import CLASS_ORDER, recommended
from survey.reports.parts import recommendations as r
from survey.reports.parts.strategy import Option, Signpost, StrategyPart
from survey.results import Turn, find_turns
from survey.words.futures import scenario_name

WIDE = 2.0
"""A middle half of two points is a third of the scale from -3 to +3."""
APART = 1.0
"""How far below the panel's median a group's must lie to be told."""
N_MOVES = 2
ADVISED = CLASS_ORDER[:5]


def build_recommendations(
    study: Study, strategy: StrategyPart | None, language: str
) -> tuple[r.Recommendation, ...]:
    """Return one recommendation per option: first those advised, in the author's order, then the others."""
    if strategy is None or not strategy.is_rated:
        return ()
    rows = {row.option.code: row for row in study.recommendations}
    words = _list_words(study)
    names = name_scenarios(study, language)
    found = [
        _recommendation(
            _Ground(study, strategy, names, language),
            option,
            rows.get(option.code),
            words.get(option.code, ()),
        )
        for option in recommended(strategy.options)
    ]
    return tuple(sorted(found, key=lambda each: _place(each, rows.get(each.option))))


def _place(advice: r.Recommendation, row: Row | None) -> tuple[int, int]:
    """Put those that the author placed first, then the others as computed; what is not advised last."""
    states = (r.RECOMMENDED, r.LEFT_OUT, r.ASK_AGAIN, r.DROP, r.UNRATED)
    placed = row.position if row and row.position and advice.state == r.RECOMMENDED else 10_000
    return states.index(advice.state), placed


def name_scenarios(study: Study, language: str) -> dict[str, str]:
    """Return what each scenario is called."""
    written = {scenario.quadrant: scenario for scenario in study.scenarios}
    return {q: scenario_name(written.get(q), study.axes, q, language) for q in QUADRANTS}


@dataclass(frozen=True)
class _Ground:
    """What every recommendation of a study stands on."""

    study: Study
    strategy: StrategyPart
    names: Mapping[str, str]
    language: str


def _recommendation(
    ground: _Ground, option: Option, row: Row | None, words: Sequence[r.Words]
) -> r.Recommendation:
    study, strategy, language = ground.study, ground.strategy, ground.language
    moves = _moves(strategy, option)
    signposts = _signposts(strategy, option)
    proposed = imperative(option, strategy.phases)
    proposed_change = change_sentence(option, moves, signposts, ground.names.__getitem__)
    own, own_change = (
        own_words(text, language) for text in ((row.sentence, row.changes_mind) if row else ({}, {}))
    )
    written = study.outlook.get("worded_for", {}).get(option.code) if own or own_change else None
    return r.Recommendation(
        option=option.code,
        state=_state(option, row),
        sentence=own or proposed,
        proposed=proposed,
        changes_mind=own_change or proposed_change,
        proposed_change=proposed_change,
        is_authored=bool(own),
        is_change_authored=bool(own_change),
        written_for=written if written != option.option_class else None,
        dissent=r.Dissent(tuple(words), _lowest_group(study, option, language), _wide(option)),
        moves=moves,
        signposts=tuple(post.code for post in signposts),
    )


def _state(option: Option, row: Row | None) -> str:
    if option.option_class in ADVISED:
        return r.LEFT_OUT if row is not None and row.is_left_out else r.RECOMMENDED
    return {"abandon": r.DROP, "undetermined": r.ASK_AGAIN}.get(option.option_class or "", r.UNRATED)


def _moves(strategy: StrategyPart, option: Option) -> tuple[r.Move, ...]:
    """Return the nearest moves that change the class: all at the least distance, two at most."""
    if option.option_class not in (*ADVISED, "abandon"):
        return ()
    medians = {each.code: each.values for each in strategy.options if each.values}
    turns = find_turns(medians, option.code, QUADRANTS, strategy.low, strategy.high)
    nearest = [turn for turn in turns if turn.distance == turns[0].distance][:N_MOVES]
    return tuple(_move(turn) for turn in nearest)


def _move(turn: Turn) -> r.Move:
    return r.Move(turn.quadrant, turn.now, turn.at, turn.option_class)


def _signposts(strategy: StrategyPart, option: Option) -> list[Signpost]:
    """Return the best signpost of the scenario that decides: served for what waits, failing for the rest."""
    known = {q: value for q in QUADRANTS if (value := option.values.get(q)) is not None}
    if not known or option.option_class not in ADVISED:
        return []
    extreme = max if option.option_class in ("contingent", "big_bet") else min
    decisive = extreme(known.values())
    quadrants = [q for q, value in known.items() if value == decisive]
    posts = [post for q in quadrants for post in strategy.signposts if post.quadrant == q]
    return sorted(posts, key=lambda post: -(getattr(post, "diagnosticity", None) or 0.0))[:1]


def _wide(option: Option) -> tuple[tuple[str, float], ...]:
    spreads = ((q, option.iqr.get(q)) for q in QUADRANTS)
    return tuple((q, iqr) for q, iqr in spreads if iqr is not None and iqr >= WIDE)


def _lowest_group(study: Study, option: Option, language: str) -> r.GroupBelow | None:
    """Return the group that lies farthest below the panel in a scenario, of those that may be shown."""
    names = {group.code: localized(group.name, language) for group in study.groups}
    places = list(names)
    found = [
        r.GroupBelow(names.get(code, code), entry["quadrant"], shown["median"], panel, shown["n"])
        for round_ in closed_rounds(study)
        for entry in round_.snapshot.rated.values()
        if entry["name"] == "performance" and entry["item"] == option.code
        if (panel := entry["consensus"]["median"]) is not None
        for code, shown in sorted(entry["groups"].items(), key=lambda pair: places.index(pair[0]))
        if shown["median"] is not None and shown["n"] is not None and panel - shown["median"] >= APART
    ]
    found.sort(key=lambda each: each.quadrant)
    return max(found, key=lambda each: each.panel_median - each.median, default=None)


def _list_words(study: Study) -> dict[str, list[r.Words]]:
    """Return the released words about each option, in an order that tells nothing of their authors."""
    found: dict[str, set[r.Words]] = {}
    for round_ in closed_rounds(study):
        for reason in list_reasons(round_):
            if reason.state == ReasonState.RELEASED and reason.question.option:
                said = r.Words(reason.reader_text, reason.language)
                found.setdefault(reason.question.option.code, set()).add(said)
        for group in list_released(round_):
            option = group.question.option
            for row in group.texts if option else ():
                if row.state == ContributionState.RELEASED:
                    said = r.Words(" – ".join(row.parts.values()), row.language)
                    found.setdefault(option.code, set()).add(said)
    return {code: sorted(said, key=lambda each: each.text) for code, said in found.items()}
