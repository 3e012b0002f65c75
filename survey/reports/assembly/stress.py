"""From the stress frame and its finding to what pages and reports show of the stress test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.filters import localized
from survey.framing.outlook import read_stress, stress_drivers
from survey.models import QUADRANTS, Driver, Finding, Option, Study
from survey.operations.asks.stress import corner_says
from survey.queries.stress import read_controls
from survey.reports.parts.stress import Corner, FrameDriver, StressedOption, StressPart
from survey.words.stress import stress_reason, stress_sentences

Found = Mapping[str, Any]


def build_stress(
    study: Study, finding: Finding | None, strategy: Finding | None, language: str
) -> StressPart | None:
    """Return the stress test; without its figures before the panel was asked, None without a frame."""
    frame, pair = read_stress(study), stress_drivers(study)
    if frame is None or pair is None:
        return None
    controls = read_controls(study)
    first, second = (_driver(driver, controls.get(driver.code), language) for driver in pair)
    corners = tuple(
        Corner(q, localized(frame.names[q], language), localized(corner_says(study, q), language))
        for q in QUADRANTS
    )
    if finding is None:
        return StressPart((first, second), corners)
    options = _options(study, finding.data, strategy, language)
    counts = {
        verdict: sum(option.verdict == verdict for option in options)
        for verdict in ("holds", "weakens", "breaks", None)
    }
    robust = [option.name for option in options if option.is_robust]
    return StressPart(
        (first, second),
        corners,
        options,
        n_experts=finding.data["n"],
        round_number=finding.data["round"],
        sentences=tuple(stress_sentences(counts, robust, len(options))),
    )


def _driver(driver: Driver, control: float | None, language: str) -> FrameDriver:
    texts = (localized(text, language) for text in (driver.name, driver.low_pole, driver.high_pole))
    return FrameDriver(driver.code, *texts, control=control)


def _options(
    study: Study, found: Found, strategy: Finding | None, language: str
) -> tuple[StressedOption, ...]:
    main = {each["option"]: each for each in strategy.data["options"]} if strategy else {}
    under = {each["option"]: each for each in found["options"]}
    verdicts = {each["option"]: each for each in found["comparison"]}
    return tuple(
        _option(option, main.get(option.code), under[option.code], verdicts[option.code], language)
        for option in study.options
        if option.code in under and option.code in verdicts
    )


def _option(
    option: Option, main: Found | None, under: Found, verdict: Found, language: str
) -> StressedOption:
    return StressedOption(
        code=option.code,
        name=localized(option.name, language),
        main_class=verdict["main"],
        main_values=main["values"] if main else {},
        main_probability=_probability(main),
        stress_class=under["class"],
        probability=_probability(under),
        values=under["values"],
        iqr=under["iqr"],
        n=under["n"],
        verdict=verdict["verdict"],
        reason=stress_reason(verdict["reason"]),
        is_robust=verdict["is_robust"],
        harmed_in=tuple(verdict["harmed_in"]),
    )


def _probability(found: Found | None) -> float | None:
    return found["class_probability"].get(found["top_class"]) if found else None
