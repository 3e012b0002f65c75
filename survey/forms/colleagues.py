"""Forms about colleagues: inviting one, changing a role."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from survey.forms.account import language_field
from survey.forms.panel import address_field, refuse_number
from survey.models import Role
from survey.words.roles import role_word


class RoleForm(FlaskForm):
    """A role out of the six."""

    role = SelectField(_l("Role"), validators=[DataRequired(_l("Choose a role."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [SelectChoice(str(role), role_word(role)) for role in Role]


class InviteColleagueForm(RoleForm):
    """A colleague's name, address, role and language."""

    name = StringField(_l("Name"), validators=[Length(max=200), refuse_number])
    email = address_field()
    language = language_field()
