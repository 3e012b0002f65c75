"""The form of a roadmap's phases and of the options that exclude each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from survey.forms.texts import read_text, text_data, text_fields
from survey.models import Study
from survey.models.adoption import mark_content

SPARE = 2
"""How many empty phases stand below those there are."""
EARLIEST, LATEST = 1900, 2300


class PhasesForm(FlaskForm):
    """Base of the form; name and years of each phase are added for each study."""

    known = HiddenField()
    study: Study
    numbers: range

    def rows(self) -> list[tuple[int, list[Field], Field, Field]]:
        """Return the fields of each phase: number, names, first year, last year."""
        return [
            (n, [self[f"name{n}_{code}"] for code in self.study.languages], self[f"from{n}"], self[f"to{n}"])
            for n in self.numbers
        ]

    def phases(self) -> list[dict[str, Any]]:
        """Return the phases that have a name or a year, in their order."""
        return [
            {
                "name": read_text(self, f"name{n}", self.study.languages),
                "from_year": first.data,
                "to_year": last.data,
            }
            for n, names, first, last in self.rows()
            if any(name.data for name in names) or first.data or last.data
        ]

    def sets(self) -> list[list[str]]:
        """Return the sets of options, one from each line that is not empty."""
        lines = (self["exclusive"].data or "").splitlines()
        codes = [[code for code in re.split(r"[\s,;]+", line.strip()) if code] for line in lines]
        return [one for one in codes if one]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check the fields; a phase needs a name and both years."""
        is_valid = super().validate(extra_validators)
        for _n, names, first, last in self.rows():
            if not any([*(name.data for name in names), first.data, last.data]):
                continue
            if not any(name.data for name in names):
                names[0].errors = [_("Give the phase a name.")]
            for year in (first, last):
                if year.data is None and not year.errors:
                    year.errors = [_("Give the first and the last year of the phase.")]
        return is_valid and not any(field.errors for field in self)


def make_phases_form(study: Study) -> PhasesForm:
    """Return the form for a study, filled with its phases."""
    there = study.phases.get("list", [])
    numbers = range(1, len(there) + SPARE + 1)
    fields: dict[str, Any] = {"study": study, "numbers": numbers}
    between = NumberRange(EARLIEST, LATEST, _("Enter a year from 1900 to 2300."))
    for n in numbers:
        fields |= text_fields(f"name{n}", _("Name of phase %(number)s", number=n), study.languages)
        for name, label in (("from", _("First year")), ("to", _("Last year"))):
            fields[f"{name}{n}"] = IntegerField(label, validators=[Optional(), between])
    fields["exclusive"] = TextAreaField(_("Options that exclude each other"), validators=[Length(max=5_000)])
    sets = "\n".join(", ".join(one) for one in study.phases.get("exclusive", []))
    data: dict[str, Any] = {"known": mark_content(study.phases), "exclusive": sets}
    for n, phase in enumerate(there, start=1):
        data |= text_data(f"name{n}", phase["name"], study.languages)
        data |= {f"from{n}": phase["from_year"], f"to{n}": phase["to_year"]}
    return type("StudyPhasesForm", (PhasesForm,), fields)(data=data)
