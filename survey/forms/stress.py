"""The forms of the third dimension and of the stress frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from survey.filters import localized, number
from survey.forms.texts import read_text, text_data, text_fields
from survey.framing.outlook import DIMENSIONS
from survey.models import QUADRANTS, Study
from survey.operations.asks.stress import usual_corner_name
from survey.operations.outlook import mark_outlook
from survey.queries.stress import Candidate, StressBoard
from survey.words.space import dimension_word


class DimensionForm(FlaskForm):
    """What the four futures are laid out along."""

    dimension = RadioField(_l("What the panel is asked beside the two axes"))
    known = HiddenField()


def make_dimension_form(study: Study, dimension: str) -> DimensionForm:
    """Return the form with what is chosen."""
    form = DimensionForm(data={"dimension": dimension, "known": mark_outlook(study, "third_dimension")})
    form.dimension.choices = [SelectChoice(code, dimension_word(code)) for code in DIMENSIONS]
    return form


class StressForm(FlaskForm):
    """Base of the form: two drivers, and the names of the corners, one field for each language."""

    first = SelectField(_l("To the right"))
    second = SelectField(_l("Upwards"))
    known = HiddenField()
    study: Study

    def validate_second(self, field: Field) -> None:
        """Refuse the same driver twice."""
        if field.data == self.first.data:
            raise ValidationError(_("Choose two different drivers: one alone makes no frame."))

    def corner(self, quadrant: str) -> list[Field]:
        """Return the fields of a corner's name, one per language."""
        return [self[f"{quadrant}_{code}"] for code in self.study.languages]

    def names(self) -> dict[str, dict[str, str]]:
        """Return the names that were typed; a corner without any is left out."""
        found = {quadrant: read_text(self, quadrant, self.study.languages) for quadrant in QUADRANTS}
        return {quadrant: name for quadrant, name in found.items() if name}


def make_stress_form(study: Study, board: StressBoard) -> StressForm:
    """Return the form with the frame that stands, else with the two drivers that suggest themselves."""
    fields: dict[str, Any] = {"study": study}
    for quadrant in QUADRANTS:
        fields |= text_fields(quadrant, _corner_words(quadrant), study.languages)
    form = type("StudyStressForm", (StressForm,), fields)(data=_stored(study, board))
    choices = [SelectChoice(each.driver.code, _driver_words(each)) for each in board.candidates]
    form.first.choices = form.second.choices = choices
    return form


def _corner_words(quadrant: str) -> str:
    words = {
        "Q1": _("Name where both are high"),
        "Q2": _("Name where the first is low, the second high"),
        "Q3": _("Name where both are low"),
        "Q4": _("Name where the first is high, the second low"),
    }
    return words[quadrant]


def _driver_words(each: Candidate) -> str:
    name = f"{each.driver.code} · {localized(each.driver.name)}"
    notes = []
    if each.control is not None:
        notes.append(_("control %(control)s of 7", control=number(each.control)))
    if each.is_suggested:
        notes.append(_("weighs heavily"))
    if each.is_freed:
        notes.append(_("on neither axis for the panel"))
    return f"{name} ({', '.join(notes)})" if notes else name


def _stored(study: Study, board: StressBoard) -> dict[str, Any]:
    data: dict[str, Any] = {"known": mark_outlook(study, "stress")}
    names: Mapping[str, Mapping[str, str]] = board.frame.names if board.frame else {}
    codes: Sequence[str] = board.frame.drivers if board.frame else _suggest(board.candidates)
    data |= dict(zip(("first", "second"), codes, strict=False))
    pair = [each.driver for code in codes for each in board.candidates if each.driver.code == code]
    for quadrant in QUADRANTS:
        usual = usual_corner_name(study, (pair[0], pair[1]), quadrant) if len(pair) == 2 else {}
        text = names.get(quadrant, {})
        # A name that was never typed follows the drivers: the field stays empty.
        data |= text_data(quadrant, {} if text == usual else text, study.languages)
    return data


def _suggest(candidates: Sequence[Candidate]) -> list[str]:
    return [each.driver.code for each in candidates[:2]]
