"""The form in which a person adopts two axes: their words, and which drivers stand on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice, SelectField, TextAreaField
from wtforms.validators import Length

from survey.filters import localized
from survey.forms.texts import read_text, text_data, text_fields
from survey.models import Axis, Driver, Study
from survey.operations.decisions import AxisWording, computed_drivers

LETTERS = ("A", "B")
PARTS = ("name", "low_pole", "high_pole")
PLACES = {"A+": ("A", 1), "A-": ("A", -1), "B+": ("B", 1), "B-": ("B", -1)}
MAX_REASON_LENGTH = 2_000


class AdoptAxesForm(FlaskForm):
    """Base of the form; text fields and one select per driver are added for each study."""

    study: Study

    def wordings(self) -> list[AxisWording]:
        """Return both axes as the person worded them and put drivers on them."""
        placed = [(driver.code, self[f"driver_{driver.code}"].data) for driver in self.study.drivers]
        return [
            AxisWording(
                letter=letter,
                drivers={code: PLACES[place][1] for code, place in placed if place.startswith(letter)},
                **{part: read_text(self, f"{letter}_{part}", self.study.languages) for part in PARTS},
            )
            for letter in LETTERS
        ]

    def driver_fields(self) -> list[tuple[Driver, Field]]:
        """Return each driver with its select."""
        return [(driver, self[f"driver_{driver.code}"]) for driver in self.study.drivers]

    def text_fields(self, letter: str) -> list[Field]:
        """Return the text fields of one axis: name and poles in each language."""
        return [self[f"{letter}_{part}_{code}"] for part in PARTS for code in self.study.languages]


def make_axes_form(study: Study, proposal: Mapping[str, Any]) -> AdoptAxesForm:
    """Return the form for a study, filled from the adopted axes or else from the proposal."""
    fields: dict[str, Any] = {"study": study}
    for letter in LETTERS:
        fields |= _axis_fields(letter, study.languages)
    for driver in study.drivers:
        fields[f"driver_{driver.code}"] = SelectField(localized(driver.name), choices=_places())
    fields["reason"] = TextAreaField(_("Reason"), validators=[Length(max=MAX_REASON_LENGTH)])
    data = _adopted_data(study) if study.axes else _proposed_data(study, proposal)
    return type("StudyAxesForm", (AdoptAxesForm,), fields)(data=data)


def _axis_fields(letter: str, languages: Sequence[str]) -> dict[str, Field]:
    required = _("Word this in each language of the study.")
    labels = {"name": _("Name"), "low_pole": _("Low end"), "high_pole": _("High end")}
    fields: dict[str, Field] = {}
    for part in PARTS:
        fields |= text_fields(f"{letter}_{part}", labels[part], languages, required)
    return fields


def _places() -> list[SelectChoice]:
    return [
        SelectChoice("", _("on no axis")),
        SelectChoice("A+", _("axis A")),
        SelectChoice("A-", _("axis A, reversed")),
        SelectChoice("B+", _("axis B")),
        SelectChoice("B-", _("axis B, reversed")),
    ]


def _adopted_data(study: Study) -> dict[str, str]:
    data: dict[str, str] = {"reason": study.axes[0].reason}
    for axis in study.axes:
        data |= _words(axis.letter, axis, study.languages)
        data |= {f"driver_{m.driver.code}": _place(axis.letter, m.sign) for m in axis.members}
    return data


def _proposed_data(study: Study, proposal: Mapping[str, Any]) -> dict[str, str]:
    """Start each axis from the words of its strongest driver, for a person to condense."""
    data: dict[str, str] = {}
    drivers = {driver.code: driver for driver in study.drivers}
    for letter, computed in computed_drivers(proposal).items():
        data |= {f"driver_{code}": _place(letter, sign) for code, sign in computed.items()}
        strongest = next((code for code in computed if code in drivers), None)
        if strongest:
            data |= _words(letter, drivers[strongest], study.languages, is_reversed=computed[strongest] < 0)
    return data


def _words(
    letter: str, source: Axis | Driver, languages: Sequence[str], is_reversed: bool = False
) -> dict[str, str]:
    low, high = source.low_pole, source.high_pole
    texts = {"name": source.name, "low_pole": high if is_reversed else low}
    texts["high_pole"] = low if is_reversed else high
    data: dict[str, str] = {}
    for part, text in texts.items():
        data |= text_data(f"{letter}_{part}", text, languages)
    return data


def _place(letter: str, sign: int) -> str:
    return f"{letter}{'+' if sign > 0 else '-'}"
