"""The form in which an author words a recommendation in each language of the study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField

from survey.forms.texts import read_text, text_data, text_fields
from survey.models import Recommendation, Study
from survey.operations.recommendations import Wording, mark_recommendation

TEXTS = ("sentence", "changes_mind")
Proposals = Mapping[str, Mapping[str, str]]
"""Text -> language -> what the figures propose."""


class RecommendationForm(FlaskForm):
    """Base of the form; its text fields are added for each study."""

    known = HiddenField()
    study: Study
    proposals: Proposals

    def group(self, name: str) -> list[tuple[str, Field]]:
        """Return the fields of one text with their languages."""
        return [(code, self[f"{name}_{code}"]) for code in self.study.languages]

    def wording(self) -> Wording:
        """Return what the author worded; what reads as the figures propose it is no wording of theirs."""
        texts = {name: read_text(self, name, self.study.languages) for name in TEXTS}
        own = {
            name: {code: text for code, text in found.items() if text != self.proposals[name].get(code)}
            for name, found in texts.items()
        }
        return Wording(own["sentence"], own["changes_mind"])


def make_recommendation_form(
    study: Study, option_id: str, row: Recommendation | None, proposals: Proposals
) -> RecommendationForm:
    """Return the form of one recommendation, filled with the author's words or else those of the figures.

    Args:
        study: whose recommendation it is.
        option_id: the option that it is about; several such forms stand on one page.
        row: what was decided about it, if anything.
        proposals: what the figures propose.
    """
    fields: dict[str, Any] = {"study": study, "proposals": proposals}
    fields |= text_fields("sentence", _("Sentence"), study.languages, long=True)
    fields |= text_fields("changes_mind", _("What would change it"), study.languages, long=True)
    data: dict[str, Any] = {"known": mark_recommendation(row)}
    for name in TEXTS:
        own = getattr(row, name) if row is not None else {}
        data |= text_data(name, {**proposals[name], **own}, study.languages)
    form = type("StudyRecommendationForm", (RecommendationForm,), fields)
    return form(data=data, prefix=f"{option_id}-")
