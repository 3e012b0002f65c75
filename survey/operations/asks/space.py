"""What the third dimension asks: where each future stands on the way, and how the systems fare in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from survey.framing.outlook import SYSTEM as ALONG_SYSTEMS
from survey.framing.outlook import TIME as ALONG_TIME
from survey.framing.outlook import list_years, read_chosen_parts, wants
from survey.models import QUADRANTS, Axis, Driver, RoundKind, Study
from survey.operations.asks.base import Ask, Page
from survey.operations.asks.scenarios import TODAY, corner_text
from survey.operations.rounds import QuestionSpec
from survey.questions.placement import TODAY as THE_PRESENT
from survey.questions.placement import Placement

WAYPOINT, CAPABILITY, LINKAGE = "waypoint_", "capability_", "linkage"
"""So begin the names of questions about a year and about a system; the name of that on the second axis."""
SCALE = [1, 7]
LOW, HIGH = {"en": "low", "ko": "낮음"}, {"en": "high", "ko": "높음"}

Text = Mapping[str, str]


def waypoint_name(year: int) -> str:
    """Return the name of the question about a year."""
    return f"{WAYPOINT}{year}"


def capability_name(code: str) -> str:
    """Return the name of the questions about a system."""
    return f"{CAPABILITY}{code}"


def asks_present(study: Study) -> bool:
    """Say whether the round asks elsewhere already where the whole stands today."""
    codes = read_chosen_parts(study, RoundKind.CONFIRM)
    is_asked = TODAY.is_usual if codes is None else TODAY.code in codes
    specs = [spec for _title, questions in TODAY.plan(study, ()) for spec in questions] if is_asked else []
    return any(THE_PRESENT in Placement.subjects(spec.settings) for spec in specs)


def _time(study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    years = list_years(study)
    if not wants(study, ALONG_TIME) or not years:
        return
    words = {axis: axis_words(each) for axis, each in zip("xy", study.axes, strict=True)}
    if not asks_present(study):
        yield _page(study.base_year, words, [THE_PRESENT], _HELP_TODAY)
    futures = [{"code": quadrant, "text": corner_text(study, quadrant)} for quadrant in QUADRANTS]
    for year in years:
        yield _page(year, words, futures, _HELP)


def _page(year: int, words: Mapping[str, Any], subjects: list[Any], help_: Text) -> Page:
    title = {"en": f"Where things stand in {year}", "ko": f"{year}년의 위치"}
    settings = {**words, "subjects": subjects, "help": dict(help_)}
    settings["label"] = {"en": f"In {year}", "ko": f"{year}년"}
    return title, [QuestionSpec("placement", waypoint_name(year), settings=settings)]


def _system(study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    if not wants(study, ALONG_SYSTEMS) or not study.systems:
        return
    first, second = study.axes
    asked = [(capability_name(system.code), first, system.name) for system in study.systems]
    asked.append((LINKAGE, second, {}))
    specs = [
        QuestionSpec("rating", name, quadrant=quadrant, settings=_rating(study, axis, of))
        for quadrant in QUADRANTS
        for name, axis, of in asked
    ]
    yield _SYSTEMS, specs


def _rating(study: Study, axis: Axis, of: Text) -> dict[str, Any]:
    words = axis_words(axis)
    label = {
        language: ": ".join(part for part in (_say(axis.name, language), _say(of, language)) if part)
        for language in study.languages
    }
    return {"scale": SCALE, "label": label, "low": words["low"], "high": words["high"], "help": _HELP_SYSTEM}


def axis_words(axis: Axis) -> dict[str, dict[str, str]]:
    """Return the words of an axis as a question shows it."""
    return {
        "label": dict(axis.name),
        "low": dict(axis.low_pole or LOW),
        "high": dict(axis.high_pole or HIGH),
    }


def _say(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")


_HELP_TODAY = {
    "en": "Taken as a whole, where does it stand on both axes today? All four futures set out from here.",
    "ko": "전체로 볼 때 오늘은 두 축에서 어디에 있습니까? 네 미래가 모두 여기에서 출발합니다.",
}
_HELP = {
    "en": "Suppose that each future comes about in turn: where does it stand on both axes in this year?",
    "ko": "각 미래가 차례로 이루어진다고 가정해 주십시오. 이 해에는 두 축에서 어디에 있습니까?",
}
_HELP_SYSTEM = {
    "en": "Suppose that this future has come about: where does it stand at the horizon?",
    "ko": "이 미래가 이루어졌다고 가정해 주십시오. 목표 연도에는 어디에 있습니까?",
}
_SYSTEMS = {"en": "The systems compared, in each future", "ko": "각 미래에서 본 비교 대상"}

TIME = Ask("time", RoundKind.CONFIRM, _time)
SYSTEM = Ask("system", RoundKind.CONFIRM, _system)
