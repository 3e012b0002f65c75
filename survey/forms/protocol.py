"""The form of a study's protocol: every setting, and the reason once an amendment is needed."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from survey.errors import BadStudyFile
from survey.forms.composer_settings import options
from survey.models import FEEDBACK_FORMS, FLOOR, ITEM_ORDERS, LATE_JOINERS, Study
from survey.results.protocol import (
    QUANTILE_METHODS,
    STABILITY_RULES,
    list_consensus_rules,
    read_consensus_rule,
    read_stability_rule,
)
from survey.words.protocol import (
    denominator_words,
    item_order_words,
    late_joiner_words,
    orientation_words,
    quantile_word,
)
from survey.words.rules import rule_words, stability_rule_words

OWN = "own"
MOST_POINTS = 11


class ProtocolForm(FlaskForm):
    """The settings of a protocol; the reason is asked for once it is locked."""

    kept_scale: list[int] | None = None
    """The scale that the study has: it may be one that only a file can bring."""

    scale_low = IntegerField(
        _l("Lowest point of the scale"), [InputRequired(_l("Enter a whole number.")), NumberRange(-99, 99)]
    )
    scale_high = IntegerField(
        _l("Highest point of the scale"), [InputRequired(_l("Enter a whole number.")), NumberRange(-99, 99)]
    )
    consensus_rule = SelectField(_l("Consensus: there is consensus on an item when …"))
    own_consensus_rule = StringField(_l("Another rule of consensus"), [Length(max=80)])
    stability_rule = SelectField(_l("Stability: an item is stable when …"))
    own_stability_rule = StringField(_l("Another rule of stability"), [Length(max=80)])
    share_stable = IntegerField(
        _l("Advise to stop when so many percent of the items are stable"),
        [InputRequired(_l("Enter a whole number.")), NumberRange(1, 100, _l("Enter a share from 1 to 100."))],
    )
    min_n = IntegerField(
        _l("Fewest answers for a verdict"),
        [
            InputRequired(_l("Enter a whole number.")),
            NumberRange(FLOOR, 1000, _l("Enter a whole number from 5: fewer answers are never shown.")),
        ],
    )
    denominator = SelectField(_l("Shares are taken of"))
    quantile_method = SelectField(_l("Quartiles"))
    distribution = BooleanField(_l("The median, the middle half and the distribution"))
    groups = BooleanField(_l("Medians by stakeholder group, as far as the floors allow"))
    arguments = BooleanField(_l("The reasons that you released"))
    item_order = SelectField(_l("Order of the items"))
    late_joiners = SelectField(_l("Who is invited once round 1 is closed"))
    axis_round = IntegerField(
        _l("Axes are computed from the answers of round"),
        [InputRequired(_l("Enter a whole number.")), NumberRange(1, 20, _l("Enter the number of a round."))],
    )
    orientation = SelectField(_l("Poles"))

    def validate_scale_high(self, field: IntegerField) -> None:
        """Refuse a scale that is none, or that no phone can show."""
        low = self.scale_low.data
        if low is None or field.data is None or [low, field.data] == self.kept_scale:
            return
        if field.data <= low:
            raise ValidationError(_("The highest point must lie above the lowest."))
        if field.data - low + 1 > MOST_POINTS:
            raise ValidationError(
                _("A scale of more than %(most)s points does not fit a phone.", most=MOST_POINTS)
            )

    def validate_own_consensus_rule(self, _field: StringField) -> None:
        """Refuse a rule that cannot be read, or that does not fit the scale."""
        if self.scale_low.data is None or self.scale_high.data is None:
            return
        if self.scale_low.data < self.scale_high.data:
            self._check_rule("consensus_rule", read_consensus_rule)

    def validate_own_stability_rule(self, _field: StringField) -> None:
        """Refuse a rule that cannot be read."""
        self._check_rule("stability_rule", read_stability_rule)

    def _check_rule(self, name: str, read: Any) -> None:
        try:
            read(self._raw())
        except BadStudyFile as error:
            raise ValidationError(_("This rule does not work here: %(why)s", why=error)) from error

    def _raw(self) -> dict[str, Any]:
        return {
            "scale": [self.scale_low.data, self.scale_high.data],
            "consensus_rule": self._chosen("consensus_rule"),
            "stability_rule": self._chosen("stability_rule"),
        }

    def _chosen(self, name: str) -> str:
        own = (self[f"own_{name}"].data or "").strip()
        return own if self[name].data == OWN else self[name].data

    def read(self, study: Study) -> dict[str, Any]:
        """Return the settings as a protocol keeps them."""
        raw = self._raw()
        share = study.protocol["share_stable_to_stop"]
        settings = {
            "scale": raw["scale"],
            "consensus_rule": read_consensus_rule(raw),
            "stability_rule": read_stability_rule(raw),
            # A share that is no whole percent stays as it is unless another one is typed.
            "share_stable_to_stop": share
            if round(share * 100) == self.share_stable.data
            else self.share_stable.data / 100,
            "min_n": self.min_n.data,
            "feedback": [form for form in FEEDBACK_FORMS if self[form].data],
            **{name: self[name].data for name in ("denominator", "quantile_method", "item_order")},
            "late_joiners": self.late_joiners.data,
        }
        if study.is_scenario_study:
            settings |= {"axis_round": self.axis_round.data, "orientation": self.orientation.data}
        return settings


class AmendmentForm(ProtocolForm):
    """The same once the protocol is locked."""

    reason = TextAreaField(
        _l("Why the protocol changes now"),
        [DataRequired(_l("Say why; the report prints it.")), Length(max=2000)],
    )


def make_protocol_form(study: Study) -> ProtocolForm:
    """Return the form for a study, filled with its protocol."""
    form = (AmendmentForm if study.is_protocol_locked else ProtocolForm)(
        data=None if request.form else _data(study)
    )
    protocol = study.protocol
    form.kept_scale = list(protocol["scale"])
    rules = dict.fromkeys([*list_consensus_rules(protocol["scale"]), protocol["consensus_rule"]])
    form.consensus_rule.choices = [SelectChoice(rule, rule_words(rule)) for rule in rules]
    form.consensus_rule.choices.append(SelectChoice(OWN, _("another rule, which I type below")))
    stable = dict.fromkeys([*STABILITY_RULES, protocol["stability_rule"]])
    form.stability_rule.choices = [SelectChoice(rule, stability_rule_words(rule)) for rule in stable]
    form.stability_rule.choices.append(SelectChoice(OWN, _("another rule, which I type below")))
    form.denominator.choices = options(denominator_words().items())
    form.quantile_method.choices = options((each, quantile_word(each)) for each in QUANTILE_METHODS)
    form.item_order.choices = options(zip(ITEM_ORDERS, item_order_words(), strict=True))
    form.late_joiners.choices = options(zip(LATE_JOINERS, late_joiner_words(), strict=True))
    form.orientation.choices = options(orientation_words().items())
    if not study.is_scenario_study:
        del form.axis_round, form.orientation
    return form


def _data(study: Study) -> dict[str, Any]:
    protocol = study.protocol
    low, high = protocol["scale"]
    return {
        **protocol,
        "scale_low": low,
        "scale_high": high,
        "share_stable": round(protocol["share_stable_to_stop"] * 100),
        "orientation": protocol.get("orientation", "unsigned"),
        "item_order": protocol.get("item_order", ITEM_ORDERS[0]),
        **{form: form in study.feedback for form in FEEDBACK_FORMS},
    }
