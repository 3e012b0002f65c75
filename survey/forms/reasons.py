"""Forms in which a moderator puts a reason or a text in other words, and merges reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from survey.models import Contribution, Reason
from survey.operations.responses import MAX_REASON_LENGTH
from survey.questions.own_words import CODED_PARTS

PART_LABELS = {
    "text": _("Text"),
    "other": _("Something else"),
    "pile": _("Name of a pile"),
    "name": _("Proposed driver"),
    "low": _("One end"),
    "high": _("Other end"),
    "evidence": _("What it rests on"),
}
LONG_PARTS = {"text", "evidence"}


class ParaphraseForm(FlaskForm):
    """Other words for a reason; an empty field shows the author's own again."""

    text = TextAreaField(_("What readers see"), validators=[Length(max=MAX_REASON_LENGTH)])


class MergeForm(FlaskForm):
    """Which of several reasons stands for all, and perhaps words that say all of them."""

    into = RadioField(_("The panel reads"), validators=[DataRequired(_("Choose the reason that stays."))])
    text = TextAreaField(
        _("In these words (leave it empty to keep the author’s)"), validators=[Length(max=MAX_REASON_LENGTH)]
    )


def make_merge_form(reasons: Sequence[Reason]) -> MergeForm:
    """Return the form for merging these reasons, the first of them chosen."""
    form = MergeForm()
    form.into.choices = [SelectChoice(reason.id, reason.reader_text) for reason in reasons]
    if form.into.data is None:
        form.into.data = reasons[0].id
    return form


def make_text_form(contribution: Contribution) -> FlaskForm:
    """Return the form for the parts of a text that may be put in other words."""
    parts = [part for part in contribution.written if part not in CODED_PARTS]
    fields = {
        part: (TextAreaField if part in LONG_PARTS else StringField)(
            PART_LABELS[part], validators=[Length(max=5_000 if part in LONG_PARTS else 300)]
        )
        for part in parts
    }
    return type("RewordTextForm", (FlaskForm,), fields)(
        data={part: contribution.parts[part] for part in parts}
    )


def read_text_form(form: FlaskForm, contribution: Contribution) -> Mapping[str, str]:
    """Return the words that stand in the form, part by part."""
    return {part: (form[part].data or "").strip() for part in contribution.written if part in form}
