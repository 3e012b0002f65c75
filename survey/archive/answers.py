"""Frozen answers as they may travel: under names made anew, without own words, and never of too few.

Respondents are called R01, R02 … in the order of what they answered over all rounds, as in every export, so
that the same answers give the same bytes whoever gave them. Where fewer than five took part in a round its
answers stay behind; where a group has fewer than five respondents, groups do; superseded answers always do,
because beside the final ones they would tell who changed theirs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from survey.models import Round
from survey.questions import get_kind
from survey.results.floors import FLOOR, may_show_groups
from survey.results.frozen import hash_answers

Frozen = Mapping[str, Any]


def pack_answers(rounds: Sequence[Round]) -> dict[int, dict[str, Any]]:
    """Return the answers of closed rounds by number, questions named by their place and experts anew."""
    frozen = {
        round_.number: _without_words(round_.snapshot.answers)
        for round_ in rounds
        if round_.snapshot is not None and len(round_.snapshot.answers["panelists"]) >= FLOOR
    }
    groups: dict[str, str | None] = {}
    for answers in frozen.values():
        groups |= dict(zip(answers["panelists"], answers["groups"], strict=True))
    if not may_show_groups(groups):
        groups = dict.fromkeys(groups)
    names = _name_anew(frozen, groups)
    return {
        round_.number: _pack(round_, frozen.get(round_.number), names, groups)
        for round_ in rounds
        if round_.snapshot is not None
    }


def _without_words(answers: Frozen) -> dict[str, Any]:
    words = [get_kind(question["kind"]).own_words for question in answers["questions"]]
    values = [
        [_blank(cell, keys) if isinstance(cell, Mapping) else cell for cell in cells]
        for keys, cells in zip(words, answers["values"], strict=True)
    ]
    return {**answers, "values": values}


def _blank(cell: Mapping[str, Any], own_words: Sequence[str]) -> dict[str, Any]:
    """Return an answer with its own words blotted out; what is countable stays countable."""
    return {key: _blot(value) if key in own_words else value for key, value in cell.items()}


def _blot(value: Any) -> Any:
    if isinstance(value, str):
        return ""
    if isinstance(value, Mapping):
        return {key: _blot(each) for key, each in value.items()}
    return [_blot(each) for each in value] if isinstance(value, list) else value


def _name_anew(frozen: Mapping[int, Frozen], groups: Mapping[str, str | None]) -> dict[str, str]:
    cells: dict[str, list[Any]] = {expert: [groups[expert]] for expert in groups}
    for answers in frozen.values():
        places = {expert: place for place, expert in enumerate(answers["panelists"])}
        for expert, content in cells.items():
            place = places.get(expert)
            content.append(None if place is None else [column[place] for column in answers["values"]])
    ranked = sorted(cells, key=lambda expert: json.dumps(cells[expert], sort_keys=True, ensure_ascii=False))
    width = max(2, len(str(len(ranked))))
    return {expert: f"R{place:0{width}d}" for place, expert in enumerate(ranked, start=1)}


def _pack(
    round_: Round, answers: Frozen | None, names: Mapping[str, str], groups: Mapping[str, str | None]
) -> dict[str, Any]:
    kept = round_.snapshot.answers
    places = {question.id: question.position for question in round_.questions}
    questions = [{**question, "id": places[question["id"]]} for question in kept["questions"]]
    if answers is None:
        empty = {"panelists": [], "groups": [], "values": [[] for _ in questions]}
        return {**empty, "questions": questions, "n_panel": kept["n_panel"], "is_whole": False}
    order = _order(kept, names)
    packed = {
        "panelists": [names[answers["panelists"][place]] for place in order],
        "groups": [groups[answers["panelists"][place]] for place in order],
        "questions": questions,
        "values": [[cells[place] for place in order] for cells in answers["values"]],
        "n_panel": kept["n_panel"],
    }
    return {**packed, "is_whole": hash_answers(packed) == round_.snapshot.input_hash}


def _order(kept: Frozen, names: Mapping[str, str]) -> list[int]:
    """Return the order of the frozen round, those who answered alike in the order of their new names."""
    first: dict[str, int] = {}
    rank = []
    for place, group in enumerate(kept["groups"]):
        content = json.dumps([group, [cells[place] for cells in kept["values"]]], sort_keys=True)
        rank.append((first.setdefault(content, place), names[kept["panelists"][place]]))
    return sorted(range(len(rank)), key=rank.__getitem__)
