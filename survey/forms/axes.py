"""The form in which a person adopts two axes: their words, and which drivers stand on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import Length

from survey.filters import localized
from survey.forms.texts import read_text, text_data, text_fields
from survey.models import Driver, Study
from survey.models.adoption import computed_drivers, mark_axes
from survey.operations.decisions import AxisWording
from survey.queries.futures_axes import AxesStart

LETTERS = ("A", "B")
PARTS = ("name", "low_pole", "high_pole")
ENDS = ("low_pole", "high_pole")
PLACES = {"A+": ("A", 1), "A-": ("A", -1), "B+": ("B", 1), "B-": ("B", -1)}
MAX_REASON_LENGTH = 2_000


class AdoptAxesForm(FlaskForm):
    """Base of the form; text fields and one select per driver are added for each study."""

    known = HiddenField()
    study: Study
    start: AxesStart
    computed: Mapping[str, str]

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

    def driver_fields(self) -> list[tuple[Driver, Field, str]]:
        """Return each driver with its select and the place where the answers put it."""
        return [
            (driver, self[f"driver_{driver.code}"], self.computed.get(driver.code, ""))
            for driver in self.study.drivers
        ]

    def text_fields(self, letter: str) -> list[Field]:
        """Return the text fields of one axis: name and poles in each language."""
        return [self[f"{letter}_{part}_{code}"] for part in PARTS for code in self.study.languages]

    def suggestions(self, field: Field) -> list[str]:
        """Return the pole texts of the strongest drivers at the end that a field words, in its language."""
        letter, _, rest = field.name.partition("_")
        part, _, language = rest.rpartition("_")
        if part not in ENDS or letter not in self.start.ends:
            return []
        return [text[language] for text in self.start.ends[letter][ENDS.index(part)] if text.get(language)]


def make_axes_form(study: Study, proposal: Mapping[str, Any], start: AxesStart) -> AdoptAxesForm:
    """Return the form for a study, filled from what it starts from."""
    places = {
        code: _place(axis, sign)
        for axis, own in computed_drivers(proposal).items()
        for code, sign in own.items()
    }
    fields: dict[str, Any] = {"study": study, "start": start, "computed": places}
    for letter in LETTERS:
        fields |= _axis_fields(letter, study.languages)
    for driver in study.drivers:
        fields[f"driver_{driver.code}"] = SelectField(localized(driver.name), choices=_places())
    fields["reason"] = TextAreaField(_("Reason"), validators=[Length(max=MAX_REASON_LENGTH)])
    data = _started_data(study, start) | {"reason": start.reason, "known": mark_axes(study)}
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


def _started_data(study: Study, start: AxesStart) -> dict[str, str]:
    """Word each axis as it stands, else by its strongest driver, for a person to condense."""
    data: dict[str, str] = {}
    drivers = {driver.code: driver for driver in study.drivers}
    for letter, placed in start.drivers.items():
        data |= {f"driver_{code}": _place(letter, sign) for code, sign in placed.items()}
        strongest = next((code for code in placed if code in drivers), None)
        if letter in start.words:
            data |= _words(letter, start.words[letter], study.languages)
        elif strongest:
            driver = drivers[strongest]
            words = {part: getattr(driver, part) for part in PARTS}
            data |= _words(letter, words, study.languages, is_reversed=placed[strongest] < 0)
    return data


def _words(
    letter: str, source: Mapping[str, Any], languages: Sequence[str], is_reversed: bool = False
) -> dict[str, str]:
    low, high = source["low_pole"], source["high_pole"]
    texts = {"name": source["name"], "low_pole": high if is_reversed else low}
    texts["high_pole"] = low if is_reversed else high
    data: dict[str, str] = {}
    for part, text in texts.items():
        data |= text_data(f"{letter}_{part}", text, languages)
    return data


def _place(letter: str, sign: int) -> str:
    return f"{letter}{'+' if sign > 0 else '-'}"
