"""Forms of the bin and the log."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

MOST_PAGES = 10**6


class DeleteStudyForm(FlaskForm):
    """The code of the study that shall go."""

    code = StringField(
        _l("Code of the study"),
        validators=[DataRequired(_l("Type the code of the study.")), Length(max=80)],
    )


def read_page(arguments: Mapping[str, str]) -> int:
    """Return the number of the page that an address asks for; what is no number is the first."""
    text = arguments.get("page", "")
    return min(int(text), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 9 else 1
