"""Wild cards out of the panel's own words; their table is edited like the others of the strategy."""

from __future__ import annotations

from survey.db import db, transaction
from survey.errors import IllegalTransition
from survey.framing.fields import free_row_code
from survey.models import QUADRANTS, Account, Contribution, ContributionState, Question, Study, WildCard
from survey.operations.record import record_act

LONGEST_NAME = 80


@transaction
def add_wild_card(
    study: Study,
    code: str,
    name: dict[str, str],
    description: dict[str, str] | None = None,
    quadrants: list[str] | None = None,
    origin: str = "author",
) -> WildCard:
    """Add a wild card at the end of the table."""
    position = max((each.position for each in study.wild_cards), default=0) + 1
    card = WildCard(
        study_id=study.id,
        code=code,
        position=position,
        name=name,
        description=description or {},
        quadrants=list(quadrants or ()),
        origin=origin,
    )
    study.wild_cards.append(card)
    db.session.flush()
    return card


@transaction
def take_text(study: Study, text: Contribution, account: Account | None = None) -> WildCard:
    """Make a wild card of a released text: its beginning is the name until somebody words a better one."""
    question = db.session.get(Question, text.question_id)
    if text.state != ContributionState.RELEASED or question is None or question.name != "wild_card":
        raise IllegalTransition("Only a released text about wild cards becomes one.")
    language, said = text.language or study.languages[0], text.parts.get("text", "").strip()
    taken = [each for each in study.wild_cards if said in each.description.values()]
    if taken:
        raise IllegalTransition("This text is a wild card already: %(code)s.", code=taken[0].code)
    code = free_row_code(study.wild_cards, "X")
    name = {language: shorten(said)}
    card = add_wild_card(study, code, name, {language: said}, list(QUADRANTS), "panel")
    after = {"name": card.name, "description": card.description}
    record_act(account, study.id, "plan_added", family="wild_cards", row=card.id, code=code, after=after)
    return card


def shorten(text: str) -> str:
    """Return the first sentence of a text, cut between words where it is long."""
    first = text.split("\n")[0].split(". ")[0].rstrip(".")
    if len(first) <= LONGEST_NAME:
        return first
    return first[:LONGEST_NAME].rsplit(" ", 1)[0].rstrip(",;:") + " …"
