"""Fields for the settings of a question, one set of fields for each setting that a kind may have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FloatField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from survey.filters import localized
from survey.models import Study
from survey.questions import QuestionKind
from survey.questions.placement import TODAY
from survey.web import LANGUAGE_NAMES

Data = dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """How one setting is asked, shown and read."""

    fields: Callable[[str, Study, QuestionKind], dict[str, Field]]
    show: Callable[[str, Any, Study], Data]
    read: Callable[[str, FlaskForm, Study], Any]
    """Return the setting, or None to leave it out."""


class CheckboxesField(SelectMultipleField):
    """Any number of choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def options(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return (value, label) pairs as what a field offers."""
    return [SelectChoice(value, label) for value, label in pairs]


def lines_of(raw: str | None) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in (raw or "").splitlines() if line.strip()]


def _labels() -> dict[str, str]:
    return {
        "label": _("Question in short"),
        "help": _("The question in full"),
        "low": _("What the low end means"),
        "high": _("What the high end means"),
        "points": _("What each point means, one line per point, the lowest first"),
        "choices": _("The choices, one per line"),
        "items": _("Things of your own beside them, one per line"),
        "subjects": _("Things of your own beside them, one per line"),
        "unit": _("Unit"),
        "several": _("More than one choice may be made"),
        "other": _("“Something else” may be written down"),
        "never": _("“It will never happen” is offered"),
        "per_expert": _("Pairs per expert"),
        "top": _("How many places; empty for all"),
        "max_length": _("Most characters"),
        "rows": _("Lines of the field"),
        "max_proposals": _("Most proposals per expert"),
        "min": _("Smallest number taken"),
        "max": _("Largest number taken"),
        "step": _("Step; 1 for whole numbers"),
        "format": _("What is typed"),
    }


def _language(label: str, code: str) -> str:
    return f"{label} · {LANGUAGE_NAMES.get(code, code)}"


def _text(long: bool = False) -> Setting:
    kind, most = (TextAreaField, 2_000) if long else (StringField, 300)
    return Setting(
        lambda name, study, _kind: {
            f"{name}_{code}": kind(_language(_labels()[name], code), [Length(max=most)])
            for code in study.languages
        },
        lambda name, value, study: {f"{name}_{code}": value.get(code, "") for code in study.languages},
        lambda name, form, study: _read_texts(form, name, study.languages),
    )


def _read_texts(form: FlaskForm, name: str, languages: Sequence[str]) -> dict[str, str] | None:
    texts = {code: (form[f"{name}_{code}"].data or "").strip() for code in languages}
    return {code: text for code, text in texts.items() if text} or None


def _flag() -> Setting:
    return Setting(
        lambda name, _study, _kind: {name: BooleanField(_labels()[name])},
        lambda name, value, _study: {name: bool(value)},
        lambda name, form, _study: form[name].data or None,
    )


def _number(kind: type[Field] = IntegerField) -> Setting:
    return Setting(
        lambda name, _study, _kind: {name: kind(_labels()[name], [Optional()])},
        lambda name, value, _study: {name: value},
        lambda name, form, _study: _whole(form[name].data),
    )


def _whole(value: float | None) -> float | None:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _scale_fields(_name: str, study: Study, _kind: QuestionKind) -> dict[str, Field]:
    low, high = study.protocol["scale"]
    return {
        "scale_low": IntegerField(_("Lowest point"), [Optional()], default=low),
        "scale_high": IntegerField(_("Highest point"), [Optional()], default=high),
    }


def _read_scale(_name: str, form: FlaskForm, study: Study) -> list[int]:
    usual = study.protocol["scale"]
    ends = (form.scale_low.data, form.scale_high.data)
    return [usual[place] if end is None else end for place, end in enumerate(ends)]


def _format_choices() -> list[tuple[str, str]]:
    return [("number", _("a number")), ("year", _("a year")), ("probability", _("a probability in percent"))]


def _lines() -> Setting:
    """A list of texts, each given in every language on the same line."""
    return Setting(
        lambda name, study, _kind: {
            f"{name}_{code}": TextAreaField(_language(_labels()[name], code), [Length(max=10_000)])
            for code in study.languages
        },
        _show_lines,
        _read_lines,
    )


def _show_lines(name: str, value: Sequence[Mapping[str, str]], study: Study) -> Data:
    return {f"{name}_{code}": "\n".join(text.get(code, "") for text in value) for code in study.languages}


def _read_lines(name: str, form: FlaskForm, study: Study) -> list[dict[str, str]] | None:
    by_language = {code: lines_of(form[f"{name}_{code}"].data) for code in study.languages}
    longest = max(map(len, by_language.values()))
    return [
        {code: lines[place] for code, lines in by_language.items() if place < len(lines)}
        for place in range(longest)
    ] or None


def _choice_entries() -> Setting:
    lines = _lines()
    return Setting(
        lines.fields,
        lambda name, value, study: _show_lines(name, [entry["text"] for entry in value], study),
        lambda name, form, study: _with_codes(lines.read(name, form, study), "c"),
    )


def _with_codes(texts: Sequence[dict[str, str]] | None, start: str) -> list[dict[str, Any]] | None:
    if texts is None:
        return None
    return [{"code": f"{start}{place}", "text": text} for place, text in enumerate(texts, start=1)]


def _entry_fields(name: str, study: Study, kind: QuestionKind) -> dict[str, Field]:
    families = dict(kind.refers_to)[name]
    known = [(each.code, localized(each.name)) for family in families for each in getattr(study, family)]
    if len(families) > 1 and name == "subjects":
        known.insert(0, (TODAY, _("Today")))
    boxes = {name: CheckboxesField(_("What it is about"), choices=options(known))}
    return boxes if len(families) == 1 else boxes | _lines().fields(name, study, kind)


def _show_entries(name: str, value: Sequence[Any], study: Study) -> Data:
    own = [entry["text"] for entry in value if not isinstance(entry, str)]
    return {name: [entry for entry in value if isinstance(entry, str)], **_show_lines(name, own, study)}


def _read_entries(name: str, form: FlaskForm, study: Study) -> list[Any] | None:
    has_own = f"{name}_{study.languages[0]}" in form
    own = _with_codes(_read_lines(name, form, study), "own") if has_own else None
    return [*form[name].data, *(own or [])] or None


def _axis() -> Setting:
    parts = ("label", "low", "high")
    titles = {"x": lambda: _("Axis to the right"), "y": lambda: _("Axis upwards")}

    def fields(name: str, study: Study, _kind: QuestionKind) -> dict[str, Field]:
        return {
            f"{name}_{part}_{code}": StringField(
                f"{titles[name]()} – {_language(_labels()[part], code)}", [Length(max=300)]
            )
            for part in parts
            for code in study.languages
        }

    def show(name: str, value: Mapping[str, Any], study: Study) -> Data:
        return {
            f"{name}_{part}_{code}": value.get(part, {}).get(code, "")
            for part in parts
            for code in study.languages
        }

    def read(name: str, form: FlaskForm, study: Study) -> dict[str, Any]:
        texts = {part: _read_texts(form, f"{name}_{part}", study.languages) for part in parts}
        return {part: text for part, text in texts.items() if text}

    return Setting(fields, show, read)


def _grid() -> Setting:
    return Setting(
        lambda _name, _study, _kind: {
            "grid_x": IntegerField(_("Steps to the right"), [Optional()]),
            "grid_y": IntegerField(_("Steps upwards"), [Optional()]),
        },
        lambda _name, value, _study: {"grid_x": value[0], "grid_y": value[1]},
        lambda _name, form, _study: (
            [form.grid_x.data, form.grid_y.data] if form.grid_x.data and form.grid_y.data else None
        ),
    )


SETTINGS: dict[str, Setting] = {
    "label": _text(),
    "help": _text(long=True),
    "low": _text(),
    "high": _text(),
    "unit": _text(),
    "scale": Setting(
        _scale_fields,
        lambda _name, value, _study: {"scale_low": value[0], "scale_high": value[1]},
        _read_scale,
    ),
    "points": _lines(),
    "choices": _choice_entries(),
    "items": Setting(_entry_fields, _show_entries, _read_entries),
    "subjects": Setting(_entry_fields, _show_entries, _read_entries),
    "x": _axis(),
    "y": _axis(),
    "grid": _grid(),
    "format": Setting(
        lambda name, _study, _kind: {name: SelectField(_labels()[name], choices=options(_format_choices()))},
        lambda name, value, _study: {name: value},
        lambda name, form, _study: form[name].data,
    ),
    "min": _number(FloatField),
    "max": _number(FloatField),
    "step": _number(FloatField),
    **{key: _flag() for key in ("several", "other", "never")},
    **{key: _number() for key in ("per_expert", "top", "max_length", "rows", "max_proposals")},
}
"""Every setting that can be composed."""

NOT_COMPOSED = ("imported", "axes")
