"""Forms about one's own account: signing in, the second factor, passphrases, name and language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from survey.forms.panel import address_field, refuse_number
from survey.web import LANGUAGE_NAMES

LONGEST_PASSPHRASE = 1_000


def passphrase_field(label: str) -> PasswordField:
    """Return an unbound field for a passphrase that exists."""
    return PasswordField(
        label, validators=[DataRequired(_l("Enter your passphrase.")), Length(max=LONGEST_PASSPHRASE)]
    )


def new_passphrase_field() -> PasswordField:
    """Return an unbound field for a passphrase that is chosen."""
    return PasswordField(
        _l("New passphrase"),
        validators=[DataRequired(_l("Choose a passphrase.")), Length(max=LONGEST_PASSPHRASE)],
    )


def repeated_field(name: str = "password") -> PasswordField:
    """Return an unbound field in which a passphrase is typed again."""
    return PasswordField(
        _l("The same passphrase again"), validators=[EqualTo(name, _l("The two passphrases differ."))]
    )


def name_field() -> StringField:
    """Return an unbound field for a person's name."""
    return StringField(
        _l("Name"), validators=[DataRequired(_l("Enter a name.")), Length(max=200), refuse_number]
    )


def language_field() -> SelectField:
    """Return an unbound field for the language of pages and messages."""
    choices = [SelectChoice("", _l("as the browser says"))]
    choices += [SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()]
    return SelectField(_l("Language"), choices=choices)


def own_address_field() -> EmailField:
    """Return an unbound field for the address of an account that exists, however it is spelt."""
    return EmailField(
        _l("E-mail address"), validators=[DataRequired(_l("Enter your e-mail address.")), Length(max=254)]
    )


class SignInForm(FlaskForm):
    """Address and password."""

    email = own_address_field()
    password = passphrase_field(_l("Passphrase"))


class CodeForm(FlaskForm):
    """A one-time code, or a recovery code where one may stand for it."""

    code = StringField(_l("Code"), validators=[DataRequired(_l("Enter the code.")), Length(max=40)])


class PassphraseForm(FlaskForm):
    """One's own passphrase, for what nobody else may do at an unlocked screen."""

    password = passphrase_field(_l("Your passphrase"))


class ForgottenForm(FlaskForm):
    """The address to which a link goes that sets a new passphrase."""

    email = own_address_field()


class NewPassphraseForm(FlaskForm):
    """A new passphrase, twice."""

    password = new_passphrase_field()
    again = repeated_field()


class ChangePassphraseForm(FlaskForm):
    """The passphrase as it is, and a new one twice."""

    current = passphrase_field(_l("Your passphrase now"))
    password = new_passphrase_field()
    again = repeated_field()


class ProfileForm(FlaskForm):
    """Name and language."""

    name = name_field()
    language = language_field()


class JoinForm(FlaskForm):
    """What an account needs that is made by invitation; the address is known."""

    name = name_field()
    language = language_field()
    password = new_passphrase_field()
    again = repeated_field()


class NewAccountForm(FlaskForm):
    """An account that an administrator makes for somebody else."""

    name = name_field()
    email = address_field()
    language = language_field()
