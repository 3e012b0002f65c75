"""Forms of a round's course."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField
from wtforms.validators import Optional


class ActForm(FlaskForm):
    """A single act without any input; it carries only the protection against forgery."""


class DeadlineForm(FlaskForm):
    """Until which day a round is meant to stay open."""

    closes_on = DateField(_l("Open until"), validators=[Optional()])
