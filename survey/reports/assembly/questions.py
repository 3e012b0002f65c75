"""From snapshots to the consensus of every question: figures per round, stability between the last two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.filters import localized
from survey.framing.outlook import read_stress
from survey.models import Round, Study
from survey.operations.asks.stress import STRESS_QUESTION
from survey.questions.prompts import is_of_method, wording
from survey.reports.assembly.panel import closed_rounds
from survey.reports.parts import panel as p
from survey.results.floors import shown_ends
from survey.words import advice_words, names_of, question_word, rule_words, summary_sentences

Found = Mapping[str, Any]


def build_questions(study: Study, language: str) -> tuple[p.QuestionResult, ...]:
    """Return every rated question, in the order in which it was first asked."""
    rounds = closed_rounds(study)
    by_name: dict[str, dict[str, list[tuple[Round, Found]]]] = {}
    for round_ in rounds:
        for found in _in_asked_order(round_):
            key = f"{found['item']}|{found['quadrant']}" if found["quadrant"] else found["item"]
            by_name.setdefault(found["name"], {}).setdefault(key, []).append((round_, found))
    names = _item_names(study, language)
    return tuple(_question(study, name, items, names, language) for name, items in by_name.items())


def driver_questions(study: Study) -> set[str]:
    """Return the names of the questions that judge drivers; the others judge axes, scenarios and options."""
    codes = {driver.code for driver in study.drivers}
    return {
        question["name"]
        for round_ in closed_rounds(study)
        for question in round_.snapshot.answers["questions"]
        if question["item"] in codes
    }


def build_other_answers(study: Study, language: str) -> tuple[p.OtherAnswer, ...]:
    """Return the questions that are no ratings, round by round, with what may be told of their answers.

    Those that the method reads itself are told where axes and scenarios are.
    """
    names, called = _item_names(study, language), names_of(study)
    return tuple(
        p.OtherAnswer(
            title=question_word(asked["name"], asked.get("settings", {})),
            item=names.get(asked["item"], ""),
            round_number=round_.number,
            n=found["summary"]["n"],
            sentences=tuple(summary_sentences(found["summary"], asked.get("settings", {}), called)),
        )
        for round_ in closed_rounds(study)
        for asked in round_.snapshot.answers["questions"]
        if not is_of_method(asked["name"]) and (found := round_.snapshot.summarised.get(asked["id"]))
    )


def _in_asked_order(round_: Round) -> list[Found]:
    found = round_.snapshot.rated
    return [
        found[question["id"]] for question in round_.snapshot.answers["questions"] if question["id"] in found
    ]


def _item_names(study: Study, language: str) -> dict[str, str]:
    names = {driver.code: localized(driver.name, language) for driver in study.drivers}
    names |= {option.code: localized(option.name, language) for option in study.options}
    names |= {scenario.quadrant: localized(scenario.name, language) for scenario in study.scenarios}
    frame = read_stress(study)
    return names | {
        f"{STRESS_QUESTION}|{quadrant}": localized(name, language)
        for quadrant, name in (frame.names.items() if frame else ())
    }


def _question(
    study: Study,
    name: str,
    items: Mapping[str, list[tuple[Round, Found]]],
    names: Mapping[str, str],
    language: str,
) -> p.QuestionResult:
    rounds_and_found = [entry for entries in items.values() for entry in entries]
    last_round, last = rounds_and_found[-1]
    prompt = wording(name, _settings(last_round, name))
    low, high = _scale(last_round, name)
    advice = (last_round.snapshot.findings["stability_advice"] or {}).get(name)
    return p.QuestionResult(
        code=name,
        name=str(prompt.label),
        wording=str(prompt.help),
        low=low,
        high=high,
        low_label=str(prompt.low),
        high_label=str(prompt.high),
        rule=rule_words(last["consensus"]["rule"]),
        items=tuple(_item(entries, names) for entries in items.values()),
        stability_reason=advice_words(advice) if advice else "",
    )


def _settings(round_: Round, name: str) -> Mapping[str, Any]:
    return next((question.settings for question in round_.questions if question.name == name), {})


def _scale(round_: Round, name: str) -> tuple[float, float]:
    asked = next(q for q in round_.snapshot.answers["questions"] if q["name"] == name and q["scale"])
    return float(asked["scale"][0]), float(asked["scale"][1])


def _item(entries: list[tuple[Round, Found]], names: Mapping[str, str]) -> p.ItemResult:
    _round, last = entries[-1]
    change = last["stability"] or {}
    code = (
        f"{last['item']} {last['quadrant']}" if last["quadrant"] not in (None, last["item"]) else last["item"]
    )
    name = names.get(last["item"]) or question_word(last["name"], _settings(_round, last["name"]))
    if last["quadrant"] not in (None, last["item"]):
        corner = names.get(f"{last['name']}|{last['quadrant']}") or names.get(last["quadrant"])
        name = f"{name} – {corner or last['quadrant']}"
    undecided = not change or change["verdict"] == "too few answers"
    return p.ItemResult(
        code=code,
        name=name,
        rounds=tuple(_figures(round_.number, found["consensus"]) for round_, found in entries),
        verdict=_plain(last["consensus"]["verdict"]) if undecided else change["verdict"],
        stable=change.get("stable"),
        share_changed=change.get("share_changed"),
        median_change=change.get("median_change"),
        weighted_kappa=change.get("weighted_kappa"),
        polarised=last["consensus"]["polarised"],
        undefined=last["consensus"]["undefined"] | change.get("undefined", {}),
    )


def _plain(verdict: str) -> str:
    """Return a verdict of one round; that it is polarised is told beside it."""
    return "no consensus" if verdict == "polarised" else verdict


def _figures(number: int, found: Found) -> p.RoundFigures:
    lowest, highest = shown_ends(found)
    return p.RoundFigures(
        number=number,
        n=found["n"],
        median=found["median"],
        q1=found["q1"],
        q3=found["q3"],
        iqr=found["iqr"],
        n_missing=found["n_missing"],
        n_cannot_judge=found["n_cannot_judge"],
        share_in_rule=found["share_in_rule"],
        agreement=found["van_der_eijk_a"],
        met=found["met"],
        polarised=found["polarised"],
        lowest=lowest,
        highest=highest,
    )
