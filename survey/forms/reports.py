"""Forms about reports: making a version, withdrawing one, links for stakeholders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from survey.models import Paper, Profile, Report, Study
from survey.operations.report_links import USUAL_DAYS, last_day
from survey.web import LANGUAGE_NAMES
from survey.words.versions import paper_word, profile_meaning, profile_word

LONGEST_NOTE = 2000
NEWEST, CHOSEN = "newest", "chosen"


class BoxesField(SelectMultipleField):
    """Any number of choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class MakeReportForm(FlaskForm):
    """Which versions to make: languages, for whom, on what paper, with which sections."""

    languages = BoxesField(_l("Language of the report"))
    profile = RadioField(_l("For whom"), default=Profile.FULL)
    paper = RadioField(_l("Sheet of paper"), default=Paper.A4)
    sections = BoxesField(_l("Sections of the report"))
    note = TextAreaField(
        _l("What you want to say about this version"), validators=[Length(max=LONGEST_NOTE)], default=""
    )
    again = HiddenField(default="")

    def offer(self, study: Study, sections: Iterable[tuple[str, str]], language: str) -> MakeReportForm:
        """Offer what a study can be reported in; return the form."""
        self.languages.choices = [
            SelectChoice(code, LANGUAGE_NAMES.get(code, code)) for code in study.languages
        ]
        self.profile.choices = [
            SelectChoice(str(each), f"{profile_word(each)}: {profile_meaning(each)}") for each in Profile
        ]
        self.paper.choices = [SelectChoice(str(each), paper_word(each)) for each in Paper]
        self.sections.choices = [SelectChoice(*each) for each in sections]
        if not self.is_submitted():
            self.languages.data = [language if language in study.languages else study.languages[0]]
            self.sections.data = [each.value for each in self.sections.choices]
        return self

    def validate_languages(self, field: BoxesField) -> None:
        """Refuse a report in no language."""
        if not field.data:
            raise ValidationError(_("Tick at least one language."))

    def chosen_sections(self, offered: Sequence[str], required: Sequence[str]) -> tuple[str, ...]:
        """Return the ticked sections of a profile with the required ones; none named when it is all."""
        chosen = [anchor for anchor in offered if anchor in self.sections.data]
        return () if chosen == list(offered) else (*chosen, *required)


class WithdrawForm(FlaskForm):
    """Why a released version is taken back."""

    reason = TextAreaField(
        _l("Why it is withdrawn"),
        validators=[DataRequired(_l("Say why; whoever could read it is told.")), Length(max=LONGEST_NOTE)],
    )


class ExpiryForm(FlaskForm):
    """The last day of a link."""

    expires_on = DateField(_l("Good until"), validators=[InputRequired(_l("Choose a day."))])

    def validate_expires_on(self, field: DateField) -> None:
        """Refuse a day that is over, and one too far away."""
        today = datetime.now(UTC).date()
        if field.data and not today <= field.data <= last_day(today):
            raise ValidationError(_("Choose a day from today to two years from now."))

    @staticmethod
    def usual_day() -> date:
        """Return the last day that a link has unless another is chosen."""
        return datetime.now(UTC).date() + timedelta(days=USUAL_DAYS)


class LinkForm(ExpiryForm):
    """For whom a link is, what it opens, how long."""

    name = StringField(
        _l("For whom"), validators=[DataRequired(_l("Say for whom the link is.")), Length(max=200)]
    )
    which = RadioField(
        _l("What it opens"),
        choices=[
            SelectChoice(NEWEST, _l("The newest released version of each report, also those still to come")),
            SelectChoice(CHOSEN, _l("Only the versions ticked below")),
        ],
        default=NEWEST,
    )
    reports = BoxesField(_l("Versions"))
    with_data = BooleanField(_l("The data annex may be taken as well"))

    def offer(self, reports: Sequence[tuple[Report, str]]) -> LinkForm:
        """Offer the released versions, each with its name; return the form."""
        self.reports.choices = [SelectChoice(each.id, name) for each, name in reports]
        if not self.is_submitted():
            self.expires_on.data = self.usual_day()
        return self

    def validate_reports(self, field: BoxesField) -> None:
        """Refuse a link to chosen versions that names none."""
        if self.which.data == CHOSEN and not field.data:
            raise ValidationError(_("Tick at least one version, or let the link open the newest ones."))
