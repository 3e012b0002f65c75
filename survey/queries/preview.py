"""A round as an expert would meet it, for the coordinator who tries it out. Nothing here is ever stored."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm.attributes import set_committed_value

from survey.models import Round, Study
from survey.queries.answer_cards import RoundView
from survey.queries.answering import view_round

NOBODY = "preview"
"""A pseudonym that no panelist has: no answer belongs to it, and none can."""


@dataclass(frozen=True)
class Imagined:
    """Whom the expert's pages are shown to in a preview: somebody of the study, and nobody on its panel."""

    study: Study


def imagine_round(round_: Round) -> RoundView:
    """Return a round in whatever state, as somebody sees it who has not answered anything.

    Opening a round shares the results that it feeds back. Here they are shown as if that had happened;
    the mark stands in what this visit has loaded and is never written.
    """
    before = round_.feedback_round
    if round_.is_draft and before is not None and before.is_closed and before.released_at is None:
        set_committed_value(before, "released_at", before.closed_at)
    return view_round(NOBODY, round_)
