"""What is computed when a round closes: consensus of every item, change since the round fed back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.consensus import assess_consensus
from analysis.ratings import Ratings
from analysis.stability import assess_stability
from survey.models import Round
from survey.operations.rounds import FrozenRound
from survey.results.attrition import describe_flow, describe_leavers
from survey.results.earlier import Differences, find_differences
from survey.results.floors import show_consensus, show_groups, show_stability
from survey.results.frozen import (
    FrozenQuestion,
    freeze_answers,
    hash_answers,
    numeric_names,
    ratings_of,
    read_questions,
    software_versions,
)
from survey.results.kinds import summarise
from survey.results.reopened import answers_at_earlier_closes, find_standing, keep_later, mark
from survey.results.wordings import find_reworded, keep_comparable


def freeze_round(round_: Round) -> FrozenRound:
    """Freeze a round that is about to close: answers, figures with floors applied, hash and versions."""
    answers = freeze_answers(round_)
    standing = find_standing(round_.superseded, answers)
    if standing is not None:
        return FrozenRound(
            answers=keep_later(standing.answers, answers),
            findings=mark(standing.findings, stands=True),
            input_hash=standing.input_hash,
            software=standing.software,
        )
    findings = assess_answers(round_, answers)
    return FrozenRound(
        answers=answers,
        findings=mark(findings, stands=False) if round_.superseded else findings,
        input_hash=hash_answers(answers),
        software=software_versions(),
    )


def assess_answers(round_: Round, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of a round's answers, floors applied beside all that was published before them."""
    earlier = round_.feedback_round
    history = {round_.number: answers}
    if earlier is not None and earlier.snapshot is not None:
        history[earlier.number] = earlier.snapshot.answers
    before = _earlier_answers(round_)
    differences = find_differences(answers, [*before, *answers_at_earlier_closes(round_)])
    findings = _assess(answers, history, round_.study.protocol, differences)
    return findings | {"flow": describe_flow(answers, before)}


def _earlier_answers(round_: Round) -> list[Mapping[str, Any]]:
    earlier = [other for other in round_.study.rounds if other.number < round_.number]
    return [other.snapshot.answers for other in earlier if other.snapshot is not None]


def _assess(
    answers: Mapping[str, Any],
    history: Mapping[int, Mapping[str, Any]],
    protocol: Mapping[str, Any],
    differences: Mapping[str, Differences],
) -> dict[str, Any]:
    ids = {(question.name, question.key): question for question in read_questions(answers) if question.scale}
    questions: dict[str, Any] = {}
    tables = {name: ratings_of(history, name) for name in numeric_names(answers)}
    reworded = find_reworded(history)
    advice = {}
    for name, ratings in tables.items():
        stability = _assess_change(keep_comparable(ratings, reworded), protocol)
        if stability:
            advice[name] = stability.advice.as_dict()
        changes = {change.item: change for change in stability.items} if stability else {}
        last = ratings.rounds[-1]
        values, _ = ratings.at(last)
        items = assess_consensus(ratings_of({last: answers}, name), last, **_settings(ratings, protocol))
        for column, item in enumerate(items):
            question, change = ids[name, item.item], changes.get(item.item)
            differs = differences[question.id]
            shown = show_consensus(item, differs.of_all)
            groups = show_groups(
                values[:, column], ratings.groups, protocol["quantile_method"], differs.by_group
            )
            questions[question.id] = {
                **_about(question),
                "consensus": shown,
                "stability": show_stability(change, shown, differs.of_all) if change else None,
                "groups": groups,
                **_about_wording(reworded.get((name, item.item))),
            }
    return {
        "n_panelists": answers["n_panel"],
        "n_answering": len(answers["panelists"]),
        "questions": questions | _summarise_others(answers, protocol, differences),
        "stability_advice": advice or None,
        "attrition": describe_leavers(tables, protocol["quantile_method"]),
    }


def _about(question: FrozenQuestion) -> dict[str, Any]:
    return {"name": question.name, "item": question.item, "quadrant": question.quadrant}


def _summarise_others(
    answers: Mapping[str, Any], protocol: Mapping[str, Any], differences: Mapping[str, Differences]
) -> dict[str, Any]:
    """Return what is found of every question that is no rating, by its id."""
    asked = zip(read_questions(answers), answers["values"], strict=True)
    return {
        question.id: {
            **_about(question),
            "summary": summarise(
                question.kind, cells, question.settings, protocol, differences[question.id].of_all
            ),
        }
        for question, cells in asked
        if question.scale is None
    }


def _settings(ratings: Ratings, protocol: Mapping[str, Any]) -> dict[str, Any]:
    """Return the protocol's settings; a scale other than the protocol's takes the default rule of its own."""
    scale = [ratings.scale.low, ratings.scale.high]
    return {
        "rule": protocol["consensus_rule"] if scale == list(protocol["scale"]) else None,
        "quantile_method": protocol["quantile_method"],
        "min_n": protocol["min_n"],
        "denominator": protocol["denominator"],
    }


def _about_wording(versions: Mapping[str, int] | None) -> dict[str, Any]:
    """Return which wordings were asked, where they differ: no change between them is computed."""
    return {"reworded": dict(versions)} if versions else {}


def _assess_change(ratings: Ratings | None, protocol: Mapping[str, Any]) -> Any:
    if ratings is None or len(ratings.rounds) < 2:
        return None
    first, second = ratings.rounds[-2:]
    return assess_stability(
        ratings,
        first,
        second,
        stability_rule=protocol["stability_rule"],
        stop_share=protocol["share_stable_to_stop"],
        **_settings(ratings, protocol),
    )
