"""The forms in which an author words a scenario and sets outcomes against those computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from survey.filters import localized
from survey.forms.texts import read_text, text_data, text_fields
from survey.models import Scenario, Study
from survey.models.adoption import mark_content, scenario_words
from survey.operations.decisions import ScenarioEdit
from survey.queries.futures_scenarios import OutcomeRow
from survey.words import outcome_word
from survey.words.futures import STORY_PARTS, Draft, story_word

TEXTS = ("name", "headline", "narrative")
N_EVENTS = 6
MAX_REASON_LENGTH = 2_000
STATES = ("high", "low", "open")


class ScenarioForm(FlaskForm):
    """Base of the form; its text fields are added for each study."""

    known = HiddenField()
    study: Study

    def group(self, part: str) -> list[Field]:
        """Return the fields of one part, one per language."""
        return [self[f"{part}_{code}"] for code in self.study.languages]

    def events(self) -> list[tuple[Field, list[Field]]]:
        """Return the dated events: the year, and the text in each language."""
        return [(self[f"event{n}_year"], self.group(f"event{n}")) for n in range(1, N_EVENTS + 1)]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check the fields; an event needs both its year and its text."""
        is_valid = super().validate(extra_validators)
        for year, texts in self.events():
            has_text = any((text.data or "").strip() for text in texts)
            if has_text and year.data is None and not year.errors:
                year.errors = [_("Give the year of this event.")]
            elif year.data is not None and not has_text:
                texts[0].errors = [_("Say what happens in this year.")]
        return is_valid and not any(field.errors for field in self)


def make_scenario_form(
    study: Study, scenario: Scenario | None, drafts: Mapping[str, Draft] | None = None
) -> ScenarioForm:
    """Return the form for one scenario in the study's languages, filled with what is stored.

    Args:
        study: whose scenario it is.
        scenario: what is stored of it.
        drafts: by language, what the fields that are empty begin with.
    """
    languages = study.languages
    fields: dict[str, Any] = {"study": study}
    fields |= text_fields("name", _("Name"), languages, required=_("Give the scenario a name."))
    fields |= text_fields("headline", _("Headline"), languages)
    for part in (*STORY_PARTS, *_system_parts(study), "narrative"):
        fields |= text_fields(part, part_word(study, part), languages, long=True)
    for number in range(1, N_EVENTS + 1):
        fields |= _event_fields(number, study)
    data = _stored_data(study, scenario)
    for language, draft in (drafts or {}).items():
        data = _draft_data(draft, language) | {key: value for key, value in data.items() if value}
    return type("StudyScenarioForm", (ScenarioForm,), fields)(data=data)


def part_word(study: Study, part: str) -> str:
    """Return what a part of a story is called."""
    if not part.startswith("system"):
        return story_word(part)
    return localized(study.systems[int(part.removeprefix("system")) - 1].name)


def _system_parts(study: Study) -> list[str]:
    return [f"system{number}" for number in range(1, len(study.systems) + 1)]


def _event_fields(number: int, study: Study) -> dict[str, Field]:
    between = NumberRange(1, 9999, _("Give a year in four digits."))
    year = IntegerField(_("Year of event %(number)s", number=number), validators=[Optional(), between])
    texts = text_fields(f"event{number}", _("Event %(number)s", number=number), study.languages)
    return {f"event{number}_year": year, **texts}


def _stored_data(study: Study, scenario: Scenario | None) -> dict[str, Any]:
    data: dict[str, Any] = {"known": mark_content(scenario_words(scenario))}
    if scenario is None:
        return data
    for name in TEXTS:
        data |= text_data(name, getattr(scenario, name), study.languages)
    for name in STORY_PARTS:
        data |= text_data(name, scenario.parts.get(name, {}), study.languages)
    for part, system in zip(_system_parts(study), study.systems, strict=True):
        data |= text_data(part, scenario.parts.get("systems", {}).get(system.code, {}), study.languages)
    for number, event in enumerate(scenario.parts.get("chain", [])[:N_EVENTS], start=1):
        data |= text_data(f"event{number}", event["text"], study.languages) | {
            f"event{number}_year": event["year"]
        }
    return data


def _draft_data(draft: Draft, language: str) -> dict[str, Any]:
    data: dict[str, Any] = {f"{part}_{language}": text for part, text in draft.parts.items()}
    for number, (year, text) in enumerate(draft.events[:N_EVENTS], start=1):
        data |= {f"event{number}_year": year, f"event{number}_{language}": text}
    return data


def read_scenario_texts(form: FlaskForm, study: Study) -> dict[str, dict[str, str]]:
    """Return name, headline and narrative as study content."""
    return {text: read_text(form, text, study.languages) for text in TEXTS}


def read_scenario_edit(form: ScenarioForm, study: Study, names: Sequence[str]) -> ScenarioEdit:
    """Return the further fields as study content; `names` are those that the panel proposed."""
    systems = {
        system.code: read_text(form, part, study.languages)
        for part, system in zip(_system_parts(study), study.systems, strict=True)
    }
    events = [
        {"year": year.data, "text": read_text(form, f"event{number}", study.languages)}
        for number, (year, _texts) in enumerate(form.events(), start=1)
        if year.data is not None
    ]
    given = {field.data.strip() for field in form.group("name") if field.data}
    parts: dict[str, Any] = {name: read_text(form, name, study.languages) for name in STORY_PARTS}
    parts["systems"] = {code: text for code, text in systems.items() if text}
    parts["chain"] = sorted(events, key=lambda event: event["year"])
    parts["named_by"] = "panel" if given & {name.strip() for name in names} else "author"
    return ScenarioEdit({name: value for name, value in parts.items() if value}, form.known.data or "")


class OutcomesForm(FlaskForm):
    """Base of the form of outcomes; a select and a reason are added for each driver."""

    known = HiddenField()
    rows: Sequence[OutcomeRow]
    quadrant: str

    def fields_of(self, row: OutcomeRow) -> tuple[Field, Field]:
        """Return the two fields of one driver."""
        return self[f"state_{row.driver.code}"], self[f"reason_{row.driver.code}"]

    def chosen(self) -> dict[str, dict[str, str]]:
        """Return what is set against the computed outcomes."""
        found = {}
        for row in self.rows:
            state, reason = self.fields_of(row)
            if state.data and state.data != row.states[self.quadrant]:
                found[row.driver.code] = {"state": state.data, "reason": (reason.data or "").strip()}
        return found

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check the fields; an outcome that is set needs its reason."""
        is_valid = super().validate(extra_validators)
        for code, each in self.chosen().items():
            if not each["reason"]:
                self[f"reason_{code}"].errors = [_("Say why; the report prints it.")]
                is_valid = False
        return is_valid


def make_outcomes_form(rows: Sequence[OutcomeRow], scenario: Scenario) -> OutcomesForm:
    """Return the form of one scenario's outcomes, filled with what is set."""
    fields: dict[str, Any] = {"rows": rows, "quadrant": scenario.quadrant}
    data: dict[str, Any] = {"known": mark_content(scenario.outcomes)}
    for row in rows:
        code, computed = row.driver.code, row.states[scenario.quadrant]
        choices = [SelectChoice("", _("as computed: %(state)s", state=outcome_word(computed)))]
        choices += [SelectChoice(state, outcome_word(state)) for state in STATES if state != computed]
        fields[f"state_{code}"] = SelectField(_("Outcome of %(code)s", code=code), choices=choices)
        reason = _("Reason for %(code)s", code=code)
        fields[f"reason_{code}"] = StringField(reason, validators=[Length(max=MAX_REASON_LENGTH)])
        given = scenario.outcomes.get(code, {"state": "", "reason": ""})
        data |= {f"state_{code}": given["state"], f"reason_{code}": given["reason"]}
    return type("StudyOutcomesForm", (OutcomesForm,), fields)(data=data)
