"""From the findings on options, signposts and the way back to the strategy of a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.filters import localized
from survey.framing.plan import FAILURES
from survey.models import Finding, Study
from survey.models import Option as OptionRow
from survey.models import Signpost as SignpostRow
from survey.operations.backcasting import list_conditions
from survey.queries.options import get_roadmap
from survey.queries.strategy import Failure, list_failures, rank_rows
from survey.reports.parts import strategy as s
from survey.results import place_options
from survey.words.plan import problem_words
from survey.words.strategy import StrategyWords, weights_line

Found = Mapping[str, Any]
_UNRATED: Found = {"values": {}, "iqr": {}, "n": {}, "class": None, "class_probability": {}}
_FIGURES = (
    "laplace", "maximin", "maximax", "regret_do", "regret_dont",
    "contribution", "contribution_iqr", "contribution_n",
)  # fmt: skip


def build_strategy(
    study: Study, finding: Finding | None, language: str, signposts: Finding | None = None
) -> s.StrategyPart | None:
    """Return options, classes, phases and signposts; None where a study has no options."""
    if not study.options:
        return None
    data: Found = finding.data if finding else {}
    rated = {option["option"]: option for option in data.get("options", [])}
    placed, words, fears = place_options(study), StrategyWords(study, language), list_failures(study)
    return s.StrategyPart(
        directions=tuple(s.Direction(d.code, localized(d.name, language)) for d in study.directions),
        options=tuple(
            _option(option, rated.get(option.code), placed.get(option.code), words, fears)
            for option in study.options
        ),
        phases=tuple(
            s.Phase(phase["number"], localized(phase["name"], language), phase["from_year"], phase["to_year"])
            for phase in study.phases.get("list", [])
        ),
        signposts=tuple(_signpost(each, signposts, words) for each in study.signposts),
        n_experts=data.get("n", 0),
        rules_w=data.get("rules_w"),
        is_rated=finding is not None,
        conflicts=tuple(problem_words(problem) for problem in get_roadmap(study, placed).problems),
        signposts_round=signposts.data["round"] if signposts else None,
        **(_ranking(data, words) if finding else {}),
    )


def _ranking(data: Found, words: StrategyWords) -> dict[str, Any]:
    """Return ranks, weights and what hangs on them, and the sets of which only one can be done."""
    rules = list(data.get("rule_ranks", {}))
    return {
        "weights": dict(zip(data["scenarios"], data["weights"], strict=True)),
        "weights_line": weights_line(data),
        "sensitivity": tuple(words.sensitivity(data)),
        "ranks": tuple(
            s.RuleRank(code, words.names.get(code, ""), dict(zip(rules, ranks, strict=True)))
            for code, ranks in rank_rows(data)
        ),
        "exclusive": tuple(
            s.ExclusiveOption(
                one["name"],
                code,
                words.names.get(code, ""),
                own,
                one["largest"][code],
                code in one["least"],
            )
            for one in data.get("exclusive_sets", [])
            for code, own in one["regret"].items()
        ),
    }


def _option(
    option: OptionRow,
    found: Found | None,
    place: Found | None,
    words: StrategyWords,
    fears: Mapping[str, list[Failure]],
) -> s.Option:
    figures, language, place = found or _UNRATED, words.language, place or {}
    return s.Option(
        code=option.code,
        direction=option.direction.code,
        name=localized(option.name, language),
        values=figures["values"],
        iqr=figures["iqr"],
        n=figures["n"],
        option_class=figures["class"],
        class_probability=figures["class_probability"],
        description=localized(option.description, language),
        actor=localized(option.actor, language),
        instrument=localized(option.instrument, language),
        phase=place.get("phase"),
        lead_time_years=option.lead_time_years,
        cost_class=option.cost_class,
        prerequisites=tuple(option.prerequisites),
        trigger=localized(option.trigger, language),
        is_shaping=bool(figures.get("shaping")),
        domain=figures.get("domain") or {},
        hurwicz=figures.get("hurwicz") or {},
        settles=words.settles(figures),
        drivers=tuple(option.details.get("supports", [])),
        reversibility=option.details.get("reversibility") or "",
        failures=_failures(option, fears, language),
        placing=place.get("reason_code", ""),
        start_year=place.get("start_year"),
        ready_year=place.get("ready_year"),
        **{name: figures.get(name) for name in _FIGURES},
    )


def _failures(
    option: OptionRow, fears: Mapping[str, list[Failure]], language: str | None
) -> tuple[s.Failure, ...]:
    told = option.details.get("failure", {})
    authored = [
        s.Failure(localized(told[quadrant], language), quadrant)
        for quadrant in FAILURES.values()
        if told.get(quadrant)
    ]
    return (*authored, *(s.Failure(each.text, None, each.language) for each in fears.get(option.code, [])))


def _signpost(row: SignpostRow, finding: Finding | None, words: StrategyWords) -> s.Signpost:
    found = finding.data["signposts"].get(row.code) if finding else None
    leads = finding.data["leading"] if finding else {}
    year = row.details.get("year")
    figures = {
        "shares": found["shares"],
        "n": found["n"],
        "diagnosticity": found["diagnosticity"],
        "at_most": found["at_most"],
        "leads": next((quadrant for quadrant, codes in leads.items() if row.code in codes), None),
        "power": words.power(found),
    } if found else {}  # fmt: skip
    return s.Signpost(
        row.code,
        row.quadrant,
        localized(row.indicator, words.language),
        localized(row.source, words.language),
        localized(row.threshold, words.language),
        way=row.details.get("way") or "",
        year=int(year) if year else None,
        lead_time_years=row.details.get("lead_time_years"),
        next_look=row.details.get("next_look") or "",
        owner=row.details.get("owner") or "",
        **figures,
    )


def build_backcast(study: Study, finding: Finding | None, language: str) -> s.BackcastPart | None:
    """Return the way back from the wanted future; None before it was computed."""
    if finding is None:
        return None
    data, words = finding.data, StrategyWords(study, language)
    return s.BackcastPart(
        quadrant=data["quadrant"],
        name=words.scenarios[data["quadrant"]],
        is_chosen=data["is_chosen"],
        today=data["today"],
        horizon=data["horizon"],
        n_required=len(data["required"]),
        steps=tuple(_list_steps(study, data, words)),
        gaps=tuple(s.Gap(code, words.drivers.get(code, "")) for code in data["without_link"]),
        unused=tuple(data["unused"]),
        cells=tuple(
            s.TowsCell(cell, quadrant, tuple(own[cell]))
            for quadrant, own in data["tows"]["cells"].items()
            for cell in ("SO", "ST", "WO", "WT")
        ),
    )


def _list_steps(study: Study, data: Found, words: StrategyWords) -> list[s.BackcastStep]:
    conditions = {each["code"]: each for each in list_conditions(study)}
    needs = {option.code: list(option.prerequisites) for option in study.options}
    for condition in conditions.values():
        needs.setdefault(condition["code"], condition["needs"])
        for code in condition["before"]:
            needs[code] = [*needs.get(code, []), condition["code"]]
    return [
        s.BackcastStep(
            step["name"],
            words.names.get(step["name"])
            or localized(conditions.get(step["name"], {}).get("name"), words.language),
            step["kind"],
            step["latest_start"],
            step["latest_end"],
            step["late"],
            tuple(step["drivers"]),
            tuple(needs.get(step["name"], ())),
            conditions.get(step["name"], {}).get("signpost", ""),
        )
        for step in data["steps"]
    ]
