"""Deciding on the panel's proposals and texts: release, set aside, let wait, put in other words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from survey.db import db, transaction
from survey.errors import IllegalTransition, InvalidAnswer, TooFewAnswers
from survey.models import FLOOR, Account, Contribution, ContributionState, Round
from survey.models.curation import SET_ASIDE
from survey.operations.record import record_act
from survey.operations.responses import clean_text
from survey.questions.own_words import CODED_PARTS

DECIDED = {ContributionState.HELD, ContributionState.RELEASED, ContributionState.HIDDEN}
LONGEST_PART = 5_000


@transaction
def decide_contributions(
    contributions: Sequence[Contribution],
    state: ContributionState,
    account: Account | None = None,
    reason: str = "",
) -> None:
    """Release texts to the panel, set them aside, or let them wait again.

    Raises:
        InvalidAnswer: when nothing was chosen.
        IllegalTransition: when one of them is part of a driver already.
        TooFewAnswers: when so few answered the question that its texts cannot be shown.
    """
    if not contributions or state not in DECIDED:
        raise InvalidAnswer("Choose at least one text, and what becomes of it.")
    for each in contributions:
        if each.state == ContributionState.USED:
            raise IllegalTransition("A proposal among these is part of a driver already.")
        if state == ContributionState.RELEASED and count_answers(each) < FLOOR:
            raise TooFewAnswers(
                "Fewer than five experts answered this question; the panel is not shown what they wrote."
            )
    before = sorted(each.state for each in contributions)
    for each in contributions:
        shown = {part: text for part, text in each.shown.items() if part != SET_ASIDE}
        if state == ContributionState.HIDDEN and reason.strip():
            shown[SET_ASIDE] = reason.strip()
        each.state, each.shown, each.merged_into_id = state, shown, None
    db.session.flush()
    record_act(
        account,
        contributions[0].study_id,
        f"text_{state}",
        ids=sorted(each.id for each in contributions),
        before=before,
        after=str(state),
        reason=reason.strip(),
    )


@transaction
def reword_contribution(
    contribution: Contribution, parts: Mapping[str, str], account: Account | None = None
) -> Contribution:
    """Put a text in other words for its readers; a part left empty shows the author's own again."""
    shown = {SET_ASIDE: contribution.set_aside_reason} if contribution.set_aside_reason else {}
    for part, written in contribution.written.items():
        text = clean_text(parts.get(part, ""))
        if len(text) > LONGEST_PART:
            raise InvalidAnswer(
                "A text may have %(limit)s characters; this one has %(length)s.",
                limit=LONGEST_PART,
                length=len(text),
            )
        shown[part] = text if text and part not in CODED_PARTS else written
    contribution.shown = shown
    action = "text_reworded" if contribution.is_reworded else "text_unworded"
    record_act(account, contribution.study_id, action, id=contribution.id)
    return contribution


def count_answers(contribution: Contribution) -> int:
    """Return how many experts answered the question under which a text was written, as frozen."""
    round_ = db.session.get_one(Round, contribution.round_id)
    found = round_.snapshot.summarised.get(contribution.question_id) if round_.snapshot else None
    return found["summary"]["n"] if found else 0
