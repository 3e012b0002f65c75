"""The form of the outer conditions of the backcast, and of the scenario to go back from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, FloatField, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from survey.filters import localized
from survey.forms.texts import read_text, text_data, text_fields
from survey.framing.plan import LONGEST_LEAD
from survey.models import QUADRANTS, Study
from survey.operations.asks.options import find_wanted
from survey.operations.backcasting import list_conditions, mark_backcast

SPARE = 2
"""How many empty conditions stand below those there are."""
LISTS = ("needs", "before", "supports")


class ConditionsForm(FlaskForm):
    """Base of the form; the fields of each condition are added for each study."""

    known = HiddenField()
    target = SelectField()
    study: Study
    numbers: range

    def rows(self) -> list[tuple[int, list[Field], list[Field]]]:
        """Return the fields of each condition: number, code with names, and what is behind them."""
        names = ("years", *LISTS, "signpost")
        return [
            (
                n,
                [self[f"code{n}"], *(self[f"name{n}_{code}"] for code in self.study.languages)],
                [self[f"{name}{n}"] for name in names],
            )
            for n in self.numbers
        ]

    def conditions(self) -> list[dict[str, Any]]:
        """Return the conditions that have a name; without a code they get the next free one."""
        taken = {(self[f"code{n}"].data or "").strip() for n in self.numbers}
        free = (f"X{number}" for number in range(1, 1000) if f"X{number}" not in taken)
        posts = {post.code for post in self.study.signposts}
        found = []
        for n, heads, _rest in self.rows():
            if not any((field.data or "").strip() for field in heads[1:]):
                continue
            found.append(
                {
                    "code": (self[f"code{n}"].data or "").strip() or next(free),
                    "name": read_text(self, f"name{n}", self.study.languages),
                    "years": self[f"years{n}"].data or 0,
                    **{name: _codes(self[f"{name}{n}"].data) for name in LISTS},
                    "signpost": self[f"signpost{n}"].data if self[f"signpost{n}"].data in posts else "",
                }
            )
        return found

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check the fields; what is filled in needs a name."""
        is_valid = super().validate(extra_validators)
        for _n, heads, rest in self.rows():
            is_filled = any(field.data for field in (heads[0], *rest))
            if is_filled and not any((field.data or "").strip() for field in heads[1:]):
                heads[1].errors = [_("Give the condition a name, or empty its other fields.")]
        return is_valid and not any(field.errors for field in self)


def _codes(typed: str | None) -> list[str]:
    return [code for code in dict.fromkeys(re.split(r"[\s,;]+", (typed or "").strip())) if code]


def make_conditions_form(study: Study, names: Mapping[str, str]) -> ConditionsForm:
    """Return the form for a study, filled with its conditions; `names` are those of the scenarios."""
    there = list_conditions(study)
    numbers = range(1, len(there) + SPARE + 1)
    fields: dict[str, Any] = {"study": study, "numbers": numbers}
    for n in numbers:
        fields |= _fields(study, n)
    chosen = (study.outlook.get("backcast") or {}).get("quadrant", "")
    data: dict[str, Any] = {"known": mark_backcast(study), "target": chosen}
    for n, each in enumerate(there, start=1):
        data |= text_data(f"name{n}", each["name"], study.languages)
        data |= {f"{key}{n}": each[key] for key in ("code", "years", "signpost")}
        data |= {f"{key}{n}": ", ".join(each[key]) for key in LISTS}
    form = type("StudyConditionsForm", (ConditionsForm,), fields)(data=data)
    form.target.label.text = _("Go back from")
    preferred = "" if chosen else find_wanted(study)
    usual = _("the future that the panel prefers")
    if preferred:
        usual = _("the future that the panel prefers: %(name)s", name=names[preferred])
    form.target.choices = [SelectChoice("", usual)]
    form.target.choices += [SelectChoice(q, f"{q} · {names[q]}") for q in QUADRANTS]
    return form


def _fields(study: Study, n: int) -> dict[str, Any]:
    years = NumberRange(0, LONGEST_LEAD, _("Enter a number of years from 0 to %(most)s.", most=LONGEST_LEAD))
    posts = [SelectChoice("", "–")]
    posts += [
        SelectChoice(post.code, f"{post.code} · {localized(post.indicator)}") for post in study.signposts
    ]
    labels = (
        _("Needs before it (codes)"),
        _("Options that wait for it (codes)"),
        _("Drivers that it moves (codes)"),
    )
    return {
        f"code{n}": StringField(_("Code"), validators=[Length(max=40)]),
        **text_fields(f"name{n}", _("Condition"), study.languages),
        f"years{n}": FloatField(_("Years from its beginning to its effect"), validators=[Optional(), years]),
        **{
            f"{name}{n}": StringField(label, validators=[Length(max=2_000)])
            for name, label in zip(LISTS, labels, strict=True)
        },
        f"signpost{n}": SelectField(_("Signpost that tells of it"), choices=posts, validate_choice=False),
    }
