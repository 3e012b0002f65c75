"""Forms about people: inviting one, correcting an address, asking for a lost link."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Email, Length, ValidationError

from survey.filters import localized
from survey.models import Group, Study
from survey.operations.identifiers import has_registration_number
from survey.web import LANGUAGE_NAMES


def refuse_number(_form: FlaskForm, field: Field) -> None:
    """Refuse what looks like a resident registration number."""
    if has_registration_number(field.data or ""):
        raise ValidationError(
            _("This looks like a resident registration number. Tholos never keeps one; leave it out.")
        )


def refuse_other_script(_form: FlaskForm, field: Field) -> None:
    """Refuse what most mail servers do not take before the @; the domain may be in any script."""
    if not (field.data or "").rpartition("@")[0].isascii():
        raise ValidationError(_("Only plain letters, digits and signs may stand before the @."))


def address_field() -> EmailField:
    """Return an unbound field for an e-mail address."""
    return EmailField(
        _l("E-mail address"),
        validators=[
            DataRequired(_l("Enter an e-mail address.")),
            Email(_l("This is not a complete e-mail address.")),
            refuse_other_script,
            Length(max=254),
            refuse_number,
        ],
    )


class AddressForm(FlaskForm):
    """A person's corrected address."""

    email = address_field()


class NewLinkForm(FlaskForm):
    """The address to which a lost link is sent again."""

    email = address_field()


class InviteExpertForm(FlaskForm):
    """A person's name, address, language and stakeholder group."""

    name = StringField(
        _l("Name"), validators=[DataRequired(_l("Enter a name.")), Length(max=200), refuse_number]
    )
    email = address_field()
    language = SelectField(_l("Language of the messages"))
    group = SelectField(_l("Stakeholder group"))

    def offer(self, study: Study) -> InviteExpertForm:
        """Offer the languages and groups of a study; return the form."""
        self.language.choices = [
            SelectChoice(code, LANGUAGE_NAMES.get(code, code)) for code in study.languages
        ]
        self.group.choices = [SelectChoice("", _l("No group"))]
        self.group.choices += [SelectChoice(group.code, localized(group.name)) for group in study.groups]
        return self

    def find_group(self, study: Study) -> Group | None:
        """Return the chosen stakeholder group."""
        return next((group for group in study.groups if group.code == self.group.data), None)
