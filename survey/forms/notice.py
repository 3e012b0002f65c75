"""The fields of a study's notice, one for each of its languages; an empty one takes what the study says."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from survey.forms.panel import refuse_number
from survey.forms.texts import read_text, text_data, text_fields
from survey.models import Study
from survey.operations.retention import CONTACT_MONTHS, KEY_DAYS

NAMES = ("who", "purpose", "basis", "contact", "further")


class NoticeForm(FlaskForm):
    """How long things are kept; the texts are added for each language of a study."""

    key_days = IntegerField(
        _l("Days after the last round until the tie between names and answers is deleted"),
        validators=[Optional(), NumberRange(1, 3650, _l("Enter a number of days from 1 to 3650."))],
    )
    contact_months = IntegerField(
        _l("Months after the last round until names and addresses are deleted"),
        validators=[Optional(), NumberRange(1, 120, _l("Enter a number of months from 1 to 120."))],
    )


def make_notice_form(study: Study) -> FlaskForm:
    """Return the form for a study, filled with what its notice says."""
    labels = {
        "who": _("Who asks"),
        "purpose": _("What it is for"),
        "basis": _("Ground in law"),
        "contact": _("Whom to ask"),
        "further": _("What you want to add"),
    }
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {
        "key_days": study.notice.get("key_days") or KEY_DAYS,
        "contact_months": study.notice.get("contact_months") or CONTACT_MONTHS,
    }
    for name in NAMES:
        for key, field in text_fields(name, labels[name], study.languages, long=True).items():
            field.kwargs["validators"] = [*field.kwargs["validators"], refuse_number]
            fields[key] = field
        data |= text_data(name, study.notice.get(name) or {}, study.languages)
    return type("StudyNoticeForm", (NoticeForm,), fields)(data=None if request.form else data)


def read_notice(form: FlaskForm, study: Study) -> dict[str, Any]:
    """Return what the form says as a study keeps it; what is left empty is left out."""
    texts = {name: read_text(form, name, study.languages) for name in NAMES}
    notice: dict[str, Any] = {name: text for name, text in texts.items() if text}
    for name, usual in (("key_days", KEY_DAYS), ("contact_months", CONTACT_MONTHS)):
        if form[name].data and form[name].data != usual:
            notice[name] = form[name].data
    return notice
