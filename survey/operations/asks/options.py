"""What the round about the options may ask further: what they bring about, what breaks them, signposts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from survey.db import db
from survey.framing.plan import FAILURE
from survey.models import QUADRANTS, Driver, Finding, RoundKind, Signpost, Study
from survey.operations.asks.base import Ask, Page
from survey.operations.asks.scenarios import corner_text
from survey.operations.plan_texts import SECTION_TITLES
from survey.operations.rounds import QuestionSpec

CONTRIBUTION, SIGNPOST = "contribution", "signpost"
CONTRIBUTION_SCALE = [-3, 3]
SIGNPOST_NAMES = "signpost_"
"""So begin the names of the questions about signposts; the code of the signpost follows."""
SIGNPOSTS_A_PAGE = 5
LONGEST_FAILURE = 600
BY = {
    "en": "In which of the four futures would this be seen by {year}? Choose all that fit, or none at all.",
    "ko": (
        "{year}년까지 네 미래 가운데 어느 미래에서 이것이 관찰되겠습니까? "
        "해당하는 것을 모두 고르시고, 없으면 ‘어느 미래에서도 아님’을 고르십시오."
    ),
}
SOON = {
    "en": "In which of the four futures would this be seen? Choose all that fit, or none at all.",
    "ko": (
        "네 미래 가운데 어느 미래에서 이것이 관찰되겠습니까? "
        "해당하는 것을 모두 고르시고, 없으면 ‘어느 미래에서도 아님’을 고르십시오."
    ),
}
NOWHERE = "none"
NOWHERE_TEXT = {"en": "In none of them", "ko": "어느 미래에서도 아님"}


def find_wanted(study: Study) -> str | None:
    """Return the scenario that the study strives for: the one that was chosen, else the panel's preferred."""
    chosen = study.outlook.get("backcast")
    quadrant = chosen.get("quadrant") if isinstance(chosen, dict) else None
    if quadrant in QUADRANTS:
        return quadrant
    finding = db.session.scalar(
        select(Finding)
        .filter_by(study_id=study.id, kind="scenarios")
        .order_by(Finding.computed_at.desc(), Finding.id)
        .limit(1)
    )
    return ((finding.data.get("preferred") if finding else None) or {}).get("quadrant")


def signpost_question(signpost: Signpost) -> str:
    """Return the name of the question about a signpost."""
    return f"{SIGNPOST_NAMES}{signpost.code}"


def _contribution(study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    wanted = find_wanted(study)
    settings = {"scale": CONTRIBUTION_SCALE}
    yield (
        SECTION_TITLES[CONTRIBUTION],
        [
            QuestionSpec("rating", CONTRIBUTION, option=option, quadrant=wanted, settings=settings)
            for option in study.options
            if wanted
        ],
    )


def _failure(study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    settings = {"max_length": LONGEST_FAILURE, "rows": 3}
    yield (
        SECTION_TITLES[FAILURE],
        [QuestionSpec("text", FAILURE, option=option, settings=settings) for option in study.options],
    )


def _signpost(study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    if len(study.axes) != 2:
        return
    choices = [{"code": quadrant, "text": corner_text(study, quadrant)} for quadrant in QUADRANTS]
    choices.append({"code": NOWHERE, "text": {code: NOWHERE_TEXT[code] for code in study.languages}})
    for start in range(0, len(study.signposts), SIGNPOSTS_A_PAGE):
        page = study.signposts[start : start + SIGNPOSTS_A_PAGE]
        yield SECTION_TITLES[SIGNPOST], [_about(study, signpost, choices) for signpost in page]


def _about(study: Study, signpost: Signpost, choices: list) -> QuestionSpec:
    year = signpost.details.get("year") or study.horizon_year
    words = BY if year else SOON
    settings = {
        "choices": choices,
        "several": True,
        "label": {code: _name(signpost, code) for code in study.languages if _name(signpost, code)},
        "help": {code: words[code].format(year=f"{year:g}" if year else "") for code in study.languages},
    }
    return QuestionSpec("choice", signpost_question(signpost), settings=settings)


def _name(signpost: Signpost, language: str) -> str:
    threshold = signpost.threshold.get(language, "")
    return f"{signpost.indicator.get(language, '')}{' – ' if threshold else ''}{threshold}"


CONTRIBUTION_ASK = Ask(CONTRIBUTION, RoundKind.STRATEGY, _contribution)
FAILURE_ASK = Ask(FAILURE, RoundKind.STRATEGY, _failure, is_usual=False)
SIGNPOST_ASK = Ask(SIGNPOST, RoundKind.STRATEGY, _signpost)
