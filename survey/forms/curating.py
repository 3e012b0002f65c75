"""Forms in which drivers are made of proposals, reworded, split and merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from survey import words
from survey.filters import localized
from survey.forms.texts import read_text, text_data, text_fields
from survey.models import STEEPV, Contribution, Driver, Study
from survey.operations.drivers_history import Wording

TEXTS = ("name", "low_pole", "high_pole", "statement")
PARTS_OF = {"name": "name", "low_pole": "low", "high_pole": "high"}
"""Which part of a proposal fills which text of a driver."""
MAX_REASON = 2_000


class ReasonForm(FlaskForm):
    """Why a driver is retired or put back."""

    reason = TextAreaField(validators=[Length(max=MAX_REASON)])


def make_driver_form(study: Study, data: Mapping[str, Any], parts: Sequence[str] = ("",)) -> FlaskForm:
    """Return the form for the wording of a driver, or of several that take the place of one.

    Args:
        study: the study, for its languages and its evidence.
        data: what stands in the fields, by name.
        parts: a prefix of the fields for each driver.
    """
    fields: dict[str, Field] = {}
    for part in parts:
        fields |= _wording_fields(study, part)
    label = _("Why (the report prints it)")
    fields["reason"] = TextAreaField(label, validators=[Length(max=MAX_REASON)])
    return type("DriverForm", (FlaskForm,), fields)(data=dict(data))


def _wording_fields(study: Study, part: str) -> dict[str, Field]:
    languages, missing = study.languages, _("Word this in each language of the study.")
    poles = missing if study.is_scenario_study else ""
    sources = [SelectChoice(each.code, f"{each.code} · {each.citation[:80]}") for each in study.evidence]
    domains = [SelectChoice(each, words.category_word(each)) for each in STEEPV]
    fields = {
        **text_fields(f"{part}name", _("Name"), languages, required=missing),
        **text_fields(f"{part}low_pole", _("Low end"), languages, required=poles),
        **text_fields(f"{part}high_pole", _("High end"), languages, required=poles),
        **text_fields(f"{part}statement", _("Statement"), languages, long=True),
        f"{part}category": SelectField(_("Domain"), choices=[SelectChoice("", _("no domain")), *domains]),
    }
    if sources:
        fields[f"{part}evidence"] = SelectMultipleField(_("Evidence"), choices=sources)
    return fields


def make_merge_form(drivers: Sequence[Driver]) -> FlaskForm:
    """Return the form that names the drivers which one driver takes in."""
    choices = [SelectChoice(each.id, f"{each.code} {localized(each.name)}") for each in drivers]
    fields = {
        "others": SelectMultipleField(_("Drivers that it takes in"), choices=choices),
        "reason": TextAreaField(_("Why (the report prints it)"), validators=[Length(max=MAX_REASON)]),
    }
    return type("MergeDriversForm", (FlaskForm,), fields)()


def driver_data(driver: Driver, part: str = "") -> dict[str, Any]:
    """Return the form data that shows a driver as it is worded."""
    data: dict[str, Any] = {
        f"{part}category": driver.category or "",
        f"{part}evidence": list(driver.evidence_codes),
    }
    for text in TEXTS:
        data |= text_data(f"{part}{text}", getattr(driver, text), driver.study.languages)
    return data


def proposal_data(proposals: Sequence[Contribution], languages: Sequence[str]) -> dict[str, Any]:
    """Return the form data of a driver as the first proposal in each language words it."""
    data: dict[str, Any] = {}
    for language in languages:
        first = next((each for each in proposals if each.language == language), None)
        for text, part in PARTS_OF.items():
            data[f"{text}_{language}"] = first.parts.get(part, "") if first else ""
    named = [each.parts["category"] for each in proposals if each.parts.get("category") in STEEPV]
    return {**data, "category": next(iter(named), "")}


def read_wording(form: FlaskForm, study: Study, part: str = "") -> Wording:
    """Return what stands in the form as a driver's wording."""
    texts = {text: read_text(form, f"{part}{text}", study.languages) for text in TEXTS}
    evidence = form[f"{part}evidence"].data or [] if f"{part}evidence" in form else []
    return Wording(**texts, category=form[f"{part}category"].data or None, evidence_codes=list(evidence))
