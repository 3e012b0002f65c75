"""What the panel is asked of the four futures: today, the one expected, their effects, what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from survey.db import db
from survey.models import QUADRANTS, Axis, Driver, Finding, RoundKind, Study
from survey.models.adoption import LETTERS, SIGNS
from survey.operations.asks.base import Ask, Page, chunks
from survey.operations.plan_texts import SECTION_TITLES
from survey.operations.rounds import QuestionSpec
from survey.questions.placement import TODAY as THE_PRESENT

EFFECT_SCALE = [1, 7]
SILENT = 0.3
"""Below this a driver's loading does not say where the driver ends (`analysis.scenarios.MIN_LOADING`)."""
MOST_SILENT = 8
"""At most so many drivers are put to the vote, the most critical ones: four answers each."""
SILENT_A_PAGE = 2
CANNOT_SAY = {"en": "It cannot be said", "ko": "알 수 없음"}
LOW, HIGH = {"en": "low", "ko": "낮음"}, {"en": "high", "ko": "높음"}

Text = Mapping[str, str]


def corner_text(study: Study, quadrant: str) -> dict[str, str]:
    """Return a future in each language of the study: its name, or else its number, and the ends that meet."""
    number = quadrant.removeprefix("Q")
    named = next((each.name for each in study.scenarios if each.quadrant == quadrant), {})
    unnamed = {"en": f"Future {number}", "ko": f"미래 {number}"}
    ends = [_end(axis, sign) for axis, sign in zip(study.axes, SIGNS[quadrant], strict=True)]
    texts = {}
    for language in study.languages:
        poles = "; ".join(_say(end, language) for end in ends)
        name = _say(named, language) or unnamed.get(language, quadrant)
        texts[language] = f"{name} ({poles})"
    return texts


def list_silent(study: Study, drivers: Sequence[Driver]) -> list[Driver]:
    """Return the critical drivers of which no loading says where they end, the most critical at most.

    Args:
        study: whose axes are adopted.
        drivers: those that may be asked about.
    """
    proposal = db.session.scalar(
        select(Finding)
        .filter_by(study_id=study.id, kind="axes")
        .order_by(Finding.computed_at.desc(), Finding.id)
        .limit(1)
    )
    found = proposal.data["criticality"] if proposal else {}
    speaking = _speaking(study, proposal.data if proposal else {"axes": []})
    silent = [
        driver
        for driver in drivers
        if driver.has_poles
        and driver.code not in speaking
        and found.get(driver.code, {}).get("cell") == "critical"
    ]
    silent.sort(key=lambda driver: -(found[driver.code].get("value") or 0.0))
    chosen = set(map(id, silent[:MOST_SILENT]))
    return [driver for driver in drivers if id(driver) in chosen]


def _speaking(study: Study, proposal: Mapping[str, Any]) -> set[str]:
    """Return the drivers on an adopted axis whose loading there says where they end."""
    weak = {
        (letter, driver["item"])
        for letter, axis in zip(LETTERS, proposal["axes"], strict=False)
        for driver in axis["drivers"]
        if abs(driver["loading"] or 0.0) < SILENT
    }
    return {
        member.driver.code
        for axis in study.axes
        for member in axis.members
        if (axis.letter, member.driver.code) not in weak
    }


def _today(study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    a, b = study.axes
    settings = {"x": _axis_words(a), "y": _axis_words(b)}
    settings["subjects"] = [system.code for system in study.systems] or [THE_PRESENT]
    yield SECTION_TITLES["today"], [QuestionSpec("placement", "today", settings=settings)]


def _expected(study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    choices = [{"code": quadrant, "text": corner_text(study, quadrant)} for quadrant in QUADRANTS]
    yield SECTION_TITLES["expected"], [QuestionSpec("choice", "expected", settings={"choices": choices})]


def _effect(_study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    settings = {"scale": EFFECT_SCALE}
    yield (
        SECTION_TITLES["effect"],
        [QuestionSpec("rating", "effect", quadrant=quadrant, settings=settings) for quadrant in QUADRANTS],
    )


def _outcome(study: Study, drivers: Sequence[Driver]) -> Iterable[Page]:
    for page in chunks(list_silent(study, drivers), SILENT_A_PAGE):
        yield (
            SECTION_TITLES["outcome"],
            [
                QuestionSpec("choice", "outcome", driver=driver, quadrant=quadrant, settings=_ends_of(driver))
                for driver in page
                for quadrant in QUADRANTS
            ],
        )


def _ends_of(driver: Driver) -> dict[str, Any]:
    choices = (("low", driver.low_pole), ("high", driver.high_pole), ("open", CANNOT_SAY))
    return {"choices": [{"code": code, "text": dict(text)} for code, text in choices]}


def _axis_words(axis: Axis) -> dict[str, dict[str, str]]:
    low, high = axis.low_pole or LOW, axis.high_pole or HIGH
    return {"label": dict(axis.name), "low": dict(low), "high": dict(high)}


def _end(axis: Axis, sign: int) -> Text:
    return axis.high_pole if sign > 0 else axis.low_pole


def _say(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")


TODAY = Ask("today", RoundKind.CONFIRM, _today)
EXPECTED = Ask("expected", RoundKind.CONFIRM, _expected)
EFFECT = Ask("effect", RoundKind.CONFIRM, _effect)
OUTCOME = Ask("outcome", RoundKind.CONFIRM, _outcome)
