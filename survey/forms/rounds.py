"""Forms of a round's course."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField
from wtforms.validators import Optional, ValidationError

LATEST_YEAR = 2999


class ActForm(FlaskForm):
    """A single act without any input; it carries only the protection against forgery."""


class DeadlineForm(FlaskForm):
    """Until which day a round is meant to stay open."""

    closes_on = DateField(_l("Open until"), validators=[Optional()])

    def validate_closes_on(self, field: DateField) -> None:
        """Refuse a day that is over wherever the coordinator is."""
        if field.data and field.data < _earliest_today():
            raise ValidationError(_("This day is over. Choose today or a later day."))
        if field.data and field.data.year > LATEST_YEAR:
            raise ValidationError(_("Choose a day before the year %(year)s.", year=LATEST_YEAR + 1))


def _earliest_today() -> date:
    """Return what day it is where the day begins last, twelve hours behind UTC."""
    return (datetime.now(UTC) - timedelta(hours=12)).date()
