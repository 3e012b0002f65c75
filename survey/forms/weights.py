"""The form of the weights of the four scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FloatField, RadioField, SelectChoice
from wtforms.validators import InputRequired, Optional

from survey.framing.outlook import GIVEN, PLAUSIBILITY, UNIFORM, read_weights
from survey.models import QUADRANTS, Study


class WeightsForm(FlaskForm):
    """How much each scenario counts; the numbers matter where they are given."""

    kind = RadioField(
        _("Weights"),
        choices=[
            SelectChoice(UNIFORM, _("Every scenario counts the same")),
            SelectChoice(PLAUSIBILITY, _("By the panel’s median plausibility")),
            SelectChoice(GIVEN, _("As given below")),
        ],
        validators=[InputRequired(_("Choose one of the list."))],
    )
    Q1 = FloatField("Q1", validators=[Optional()])
    Q2 = FloatField("Q2", validators=[Optional()])
    Q3 = FloatField("Q3", validators=[Optional()])
    Q4 = FloatField("Q4", validators=[Optional()])

    def values(self) -> dict[str, float] | None:
        """Return the weights that are given; None where another kind is chosen."""
        return {quadrant: self[quadrant].data for quadrant in QUADRANTS} if self.kind.data == GIVEN else None


def make_weights_form(study: Study, names: Mapping[str, str]) -> WeightsForm:
    """Return the form for a study, filled with its weights, each under the name of its scenario."""
    weights = read_weights(study)
    data: dict[str, Any] = {"kind": weights.kind} | dict(weights.values or {})
    form = WeightsForm(data=data)
    for quadrant in QUADRANTS:
        form[quadrant].label.text = f"{quadrant} · {names[quadrant]}"
    return form
