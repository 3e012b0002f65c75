"""From the findings on scenarios to the futures of a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.filters import localized
from survey.models import QUADRANTS, Finding, Study
from survey.models import Scenario as ScenarioRow
from survey.queries.futures_judged import Judged, read_judged
from survey.queries.futures_names import find_origin
from survey.queries.futures_scenarios import list_outcomes, list_quotes
from survey.queries.studies import find_finding
from survey.reports.assembly.panel import closed_rounds
from survey.reports.parts import future as f
from survey.reports.parts.places import PanelCloud
from survey.words.futures import STORY_PARTS, scenario_name, story_word
from survey.words.judged import alike_sentences, consistency_sentences, name_origin_words, vote_words

Found = Mapping[str, Any]


def build_scenarios(study: Study, finding: Finding | None, language: str) -> f.ScenariosPart | None:
    """Return the four scenarios; None before two axes are adopted and the scenarios derived."""
    if finding is None or not study.axes:
        return None
    written = {scenario.quadrant: scenario for scenario in study.scenarios}
    names = {q: scenario_name(written.get(q), study.axes, q, language) for q in QUADRANTS}
    judged, scenarios = read_judged(study), []
    for quadrant in QUADRANTS:
        text = written.get(quadrant)
        name = localized(text.name, language) if text else ""
        scenarios.append(
            f.Scenario(
                quadrant=quadrant,
                name=names[quadrant],
                headline=localized(text.headline, language) if text else "",
                narrative=localized(text.narrative, language) if text else "",
                is_named=bool(name),
                plausibility=_spread(study, "plausibility", quadrant),
                desirability=_spread(study, "desirability", quadrant),
                effect=_spread(study, "effect", quadrant),
                share_expecting=judged.expected.shares[quadrant] if judged.expected else None,
                name_origin=name_origin_words(find_origin(text, judged.name_votes.get(quadrant))),
                consistency=_consistency(study, finding.data, quadrant),
                quotes=list_quotes(study, quadrant),
                **(_parts(study, text, language) if text else {}),
            )
        )
    return f.ScenariosPart(
        tuple(scenarios),
        _outcomes(study, finding.data, judged, language),
        _differentiation(finding.data),
        tuple(alike_sentences(finding.data, names)),
        cloud=_cloud(finding.data.get("cloud")),
    )


def _cloud(found: Found | None) -> PanelCloud | None:
    if not found:
        return None
    outlines = ((each["share"], tuple(map(tuple, each["points"]))) for each in found["outlines"])
    return PanelCloud(tuple(found["centre"]), tuple(outlines), found["n"])


def _consistency(study: Study, found: Found, quadrant: str) -> tuple[str, ...]:
    finding = find_finding(study, "cross_impact")
    judged = finding.data["scenarios"].get(quadrant) if finding else None
    return tuple(consistency_sentences(judged, study, found["effective"][quadrant]))


def _parts(study: Study, scenario: ScenarioRow, language: str) -> dict[str, Any]:
    """Return what the author wrote beside the story, each part under its title."""
    parts = scenario.parts
    titled = [
        (localized(system.name, language), parts.get("systems", {}).get(system.code))
        for system in study.systems
    ]
    titled += [(story_word(name), parts.get(name)) for name in STORY_PARTS if name != "state"]
    return {
        "is_named_by_panel": parts.get("named_by") == "panel",
        "state": localized(parts.get("state"), language),
        "events": tuple(
            (event["year"], localized(event["text"], language)) for event in parts.get("chain", [])
        ),
        "parts": tuple((title, localized(text, language)) for title, text in titled if text),
    }


def _spread(study: Study, name: str, quadrant: str) -> f.Spread | None:
    for round_ in reversed(closed_rounds(study)):
        for question in round_.snapshot.rated.values():
            if question["name"] == name and question["quadrant"] == quadrant:
                found = question["consensus"]
                return f.Spread(found["median"], found["q1"], found["q3"], found["n"])
    return None


def _outcomes(study: Study, found: Found, judged: Judged, language: str) -> tuple[f.OutcomeRow, ...]:
    letters = {member.driver.code: axis.letter for axis in study.axes for member in axis.members}
    return tuple(
        f.OutcomeRow(
            code=row.driver.code,
            name=localized(row.driver.name, language),
            low_pole=localized(row.driver.low_pole, language),
            high_pole=localized(row.driver.high_pole, language),
            outcomes={quadrant: row.state(quadrant) for quadrant in QUADRANTS},
            is_predetermined=row.basis == "predetermined",
            basis=row.basis,
            votes=_votes(judged, row.driver.code),
            axis=letters.get(row.driver.code),
            given=tuple(
                f.SetOutcome(quadrant, row.states[quadrant], each["reason"])
                for quadrant, each in row.given.items()
            ),
        )
        for row in list_outcomes(study, found)
    )


def _votes(judged: Judged, code: str) -> dict[str, str]:
    told = {quadrant: vote_words(summary) for quadrant, summary in judged.votes.get(code, {}).items()}
    return {quadrant: words for quadrant, words in told.items() if words}


def _differentiation(found: Found) -> dict[str, float]:
    pairs = [(one, other) for i, one in enumerate(QUADRANTS) for other in QUADRANTS[i + 1 :]]
    return {
        f"{one}-{other}": 1 - share
        for one, other in pairs
        if (share := found["shared"][one][other]) is not None
    }


def build_preference(study: Study, finding: Finding | None, language: str) -> f.PreferencePart | None:
    """Return the preferred future or that there is none; None before the panel judged the corners."""
    found = finding.data["preferred"] if finding else None
    if not found:
        return None
    names = {group.code: localized(group.name, language) for group in study.groups}
    return f.PreferencePart(
        quadrant=found["quadrant"],
        medians=found["medians"],
        intervals={key: tuple(ends) if ends else None for key, ends in found["intervals"].items()},
        n=max(found["n"].values()),
        groups=tuple(
            f.GroupPreference(names.get(code, code), found.get("n_by_group", {}).get(code), medians)
            for code, medians in found["by_group"].items()
            if any(median is not None for median in medians.values())
        ),
    )
