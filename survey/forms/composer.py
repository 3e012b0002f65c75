"""Forms of the composer: a round's texts, a section, a question of any kind, the same of all drivers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.validators import DataRequired, Length

from survey.errors import InvalidAnswer
from survey.filters import localized
from survey.forms.composer_settings import SETTINGS, CheckboxesField, options
from survey.forms.texts import text_data, text_fields
from survey.models import QUADRANTS, Driver, Option, Question, Round, RoundKind, Study
from survey.operations.rounds import QuestionSpec
from survey.questions import get_kind
from survey.questions.base import COMMON_TEXTS
from survey.questions.prompts import METHOD_KINDS, get_prompt
from survey.words.futures import scenario_name
from survey.words.kinds import ROUND_WORDS

OWN = ""
"""The name of a question that the study words itself."""
DRIVER_NAMES = (
    "impact",
    "uncertainty",
    "expectation",
    "control",
    "competence",
)
"""Ratings that may be asked of every driver in one act."""
EVERY_DRIVER, EVERY_OPTION, EVERY_QUADRANT = "every driver", "every option", "every scenario"


def make_round_form(study: Study, round_: Round | None = None) -> FlaskForm:
    """Return the form of a round, filled with what it says; a new one also asks for its kind."""
    fields: dict[str, Any] = {
        **text_fields("title", _("Title"), study.languages),
        **text_fields("intro", _("Introduction"), study.languages, long=True),
        "feedback_of": SelectField(_("Ask again, and show beside it what the panel said in")),
    }
    data: dict[str, Any] = {}
    if round_ is None:
        fields["kind"] = SelectField(_("Kind of round"), choices=options(_round_kinds()))
        data["kind"] = RoundKind.FREE.value
    else:
        data = text_data("title", round_.title, study.languages)
        data |= text_data("intro", round_.intro, study.languages)
        data["feedback_of"] = str(round_.feedback_round.number) if round_.feedback_round else ""
    form = _make(fields, data)
    earlier = [each for each in study.rounds if round_ is None or each.number < round_.number]
    offered = [("", _("no round: everything is asked for the first time"))]
    offered += [
        (str(each.number), _("round %(number)s: %(title)s", number=each.number, title=localized(each.title)))
        for each in earlier
    ]
    form.feedback_of.choices = options(offered)
    return form


def _round_kinds() -> list[tuple[str, str]]:
    return [(kind, f"{name} – {about}") for kind, (name, about) in ROUND_WORDS.items()]


def find_feedback(form: FlaskForm, study: Study) -> Round | None:
    """Return the round that is chosen to be fed back."""
    return next((each for each in study.rounds if str(each.number) == form.feedback_of.data), None)


def make_section_form(study: Study, title: Mapping[str, str] | None = None) -> FlaskForm:
    """Return the form of a section's title."""
    fields = text_fields("title", _("Title of the section"), study.languages)
    return _make(fields, text_data("title", title or {}, study.languages))


def make_ask_all_form(study: Study) -> FlaskForm:
    """Return the form that asks the same ratings of every driver in one act."""
    fields = {
        "names": CheckboxesField(
            _("Ask of every driver"),
            choices=options((name, str(get_prompt(name).label)) for name in DRIVER_NAMES),
            validators=[DataRequired(_l("Choose at least one."))],
        ),
        "required": BooleanField(_("An answer is needed to submit the round")),
    }
    usual = DRIVER_NAMES[:3] if study.is_scenario_study else DRIVER_NAMES[:1]
    return _make(fields, {"names": list(usual)})


def make_question_form(study: Study, kind_code: str, question: Question | None = None) -> FlaskForm:
    """Return the form for a question of a kind, filled with the question where it is one already."""
    kind = get_kind(kind_code)
    fields: dict[str, Any] = {}
    if question is None:
        fields["asked"] = SelectField(_("What is asked"), choices=options(_names(kind_code)))
        fields["about"] = SelectField(_("About"), choices=options(_targets(study)))
        fields["own_name"] = StringField(_("Short name in exports"), [Length(max=60)])
    for key in _keys(kind_code):
        fields |= SETTINGS[key].fields(key, study, kind)
    fields["required"] = BooleanField(_("An answer is needed to submit the round"))
    settings = question.settings if question else {}
    data = {"required": bool(settings.get("required"))}
    for key in _keys(kind_code):
        if key in settings:
            data |= SETTINGS[key].show(key, settings[key], study)
        elif question is None and dict(kind.refers_to).get(key) == ("drivers",):
            data[key] = [driver.code for driver in study.drivers if driver.retired_on is None]
    return _make(fields, data)


def read_settings(
    form: FlaskForm, study: Study, kind_code: str, kept: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a question's settings; what only files can bring stays as it was."""
    settings = {key: value for key, value in (kept or {}).items() if key not in _keys(kind_code)}
    settings.pop("required", None)
    for key in _keys(kind_code):
        value = SETTINGS[key].read(key, form, study)
        if value is not None:
            settings[key] = value
    return settings | ({"required": True} if form.required.data else {})


def read_specs(form: FlaskForm, study: Study, kind_code: str) -> list[QuestionSpec]:
    """Return the questions that the form asks for: one, or one for each thing that it is about.

    Raises:
        InvalidAnswer: when a question of one's own has no words.
    """
    settings = read_settings(form, study, kind_code)
    name = form.asked.data or _own_name(form, study)
    if form.asked.data == OWN and not settings.get("label"):
        raise InvalidAnswer("Give your own question its words: the question in short.")
    return [
        QuestionSpec(kind_code, name, settings=settings, **target)
        for target in _read_targets(study, form.about.data)
    ]


def _own_name(form: FlaskForm, study: Study) -> str:
    typed = "_".join((form.own_name.data or "").split())
    if typed:
        return typed
    taken = {question.name for round_ in study.rounds for question in round_.questions}
    number = next(number for number in range(1, 10_000) if f"question_{number}" not in taken)
    return f"question_{number}"


def _names(kind_code: str) -> list[tuple[str, str]]:
    known = [(name, str(get_prompt(name).label)) for name, kind in METHOD_KINDS.items() if kind == kind_code]
    own = (OWN, _("a question of my own, worded below"))
    # Of these kinds the method asks only what the rounds on axes and options compose by themselves.
    return [own, *known] if kind_code in {"text", "choice", "placement"} else [*known, own]


def _targets(study: Study) -> list[tuple[str, str]]:
    drivers = [each for each in study.drivers if each.retired_on is None]
    targets = [("", _("the study as a whole"))]
    if drivers:
        targets.append((EVERY_DRIVER, _("every driver (%(n)s questions)", n=len(drivers))))
    if study.options:
        targets.append((EVERY_OPTION, _("every option (%(n)s questions)", n=len(study.options))))
    if study.is_scenario_study:
        targets.append((EVERY_QUADRANT, _("every scenario (%(n)s questions)", n=len(QUADRANTS))))
    targets += [(f"driver:{each.code}", _("driver: %(name)s", name=localized(each.name))) for each in drivers]
    targets += [
        (f"option:{each.code}", _("option: %(name)s", name=localized(each.name))) for each in study.options
    ]
    if study.is_scenario_study:
        targets += [(f"quadrant:{each}", _scenario(study, each)) for each in QUADRANTS]
    return targets


def _scenario(study: Study, quadrant: str) -> str:
    known = {scenario.quadrant: scenario for scenario in study.scenarios}
    return _(
        "scenario %(quadrant)s: %(name)s",
        quadrant=quadrant,
        name=scenario_name(known.get(quadrant), study.axes, quadrant),
    )


def _read_targets(study: Study, about: str) -> list[dict[str, Driver | Option | str]]:
    drivers = [each for each in study.drivers if each.retired_on is None]
    whole = {
        "": [{}],
        EVERY_DRIVER: [{"driver": each} for each in drivers],
        EVERY_OPTION: [{"option": each} for each in study.options],
        EVERY_QUADRANT: [{"quadrant": each} for each in QUADRANTS],
    }
    single = {f"driver:{each.code}": [{"driver": each}] for each in drivers}
    single |= {f"option:{each.code}": [{"option": each}] for each in study.options}
    single |= {f"quadrant:{each}": [{"quadrant": each}] for each in QUADRANTS}
    return (whole | single)[about]


def _keys(kind_code: str) -> list[str]:
    own = get_kind(kind_code).setting_names or ()
    return [key for key in (*COMMON_TEXTS, *own) if key in SETTINGS]


def _make(fields: Mapping[str, Field], data: Mapping[str, Any]) -> FlaskForm:
    form = type("ComposerForm", (FlaskForm,), dict(fields))
    return form(data=None if request.form else data)
