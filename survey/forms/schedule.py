"""Forms of a study's schedule, of pausing and of reopening."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectChoice, SelectField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from survey.filters import localized
from survey.forms.rounds import LATEST_YEAR
from survey.models import Round, Study
from survey.operations.schedule_times import comes_twice, is_skipped, read_local

MAX_REASON_LENGTH = 1000
EARLIEST_YEAR = 2000


class TimeForm(FlaskForm):
    """A day and an hour in the study's zone."""

    day = DateField(_l("Day"), validators=[InputRequired(_l("Choose a day."))])
    at = TimeField(_l("Time"), validators=[InputRequired(_l("Choose a time."))])

    def within(self, study: Study) -> TimeForm:
        """Read the time in the zone of this study."""
        self.zone = study.zone
        return self

    def validate_day(self, field: DateField) -> None:
        """Refuse a year that no calendar reaches; a time that is over is refused where it is planned."""
        if field.data and not EARLIEST_YEAR <= field.data.year <= LATEST_YEAR:
            raise ValidationError(
                _("Choose a day from %(first)s to %(last)s.", first=EARLIEST_YEAR, last=LATEST_YEAR)
            )

    def validate_at(self, field: TimeField) -> None:
        """Refuse an hour that the clocks jump over."""
        if field.data and self.day.data and is_skipped(self.day.data, field.data, self.zone):
            raise ValidationError(
                _("The clocks are put forward over this time on that day; it never comes. Choose another.")
            )

    @property
    def due_at(self) -> datetime:
        """Return the time in UTC."""
        return read_local(self.day.data, self.at.data, self.zone)

    @property
    def is_twice(self) -> bool:
        """Say whether the clocks are put back over this time: the first of the two is meant."""
        return comes_twice(self.day.data, self.at.data, self.zone)

    def show(self, local: datetime) -> None:
        """Fill in a time."""
        self.day.data, self.at.data = local.date(), local.time()


class PlanForm(TimeForm):
    """What a study is to do by itself, and when."""

    round = SelectField(_l("Round"), coerce=int)
    kind = RadioField(
        _l("What happens"),
        choices=[
            SelectChoice("open", _l("Open the round; the panel gets its messages")),
            SelectChoice("remind", _l("Remind whoever has not finished")),
            SelectChoice("close", _l("Close the round and compute its results")),
        ],
    )

    def offer(self, rounds: list[Round]) -> PlanForm:
        """Offer these rounds."""
        self.round.choices = [
            SelectChoice(each.number, f"{each.number} · {localized(each.title)}") for each in rounds
        ]
        return self


class ReopenForm(FlaskForm):
    """Why a closed round is opened again."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[
            DataRequired(_l("Say why the round is opened again; the report prints it.")),
            Length(max=MAX_REASON_LENGTH),
        ],
    )
