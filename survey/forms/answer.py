"""Reading an expert's form: a whole section, or one question of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey.errors import InvalidAnswer, StaleAnswer, TholosError
from survey.models import Question
from survey.operations.responses import Sent, save_sheet
from survey.queries.answer_cards import SectionView
from survey.queries.answer_items import Item
from survey.questions import Value, get_kind

KEEP = "keep"
Form = Mapping[str, str]


@dataclass
class Outcome:
    """What became of a form: what could not be stored, by question id; everything else was."""

    errors: dict[str, TholosError] = field(default_factory=dict)
    lost: dict[str, dict[str, str]] = field(default_factory=dict)
    """What was sent while a newer answer from another window stood."""
    lost_reasons: dict[str, str] = field(default_factory=dict)
    """The reasons that were sent while a newer one from another window stood."""

    @property
    def is_stored(self) -> bool:
        """Say whether everything that was sent is stored."""
        return not (self.errors or self.lost or self.lost_reasons)


def save_section_form(
    panelist_id: str, view: SectionView, form: Form, language: str, invitation_id: str = ""
) -> Outcome:
    """Store every answer and reason that a section's form sent, in one go.

    Raises:
        NotAllowed: when the person has left the study.
        RoundNotOpen: when the round takes no answers (any more).
    """
    return _save(panelist_id, view.items, form, language, invitation_id)


def save_item(panelist_id: str, item: Item, form: Form, language: str, invitation_id: str = "") -> Outcome:
    """Store what a form sent for one question, and put the stored answer into the item.

    Raises:
        NotAllowed: when the person has left the study.
        RoundNotOpen: when the round takes no answers (any more).
    """
    return _save(panelist_id, [item], form, language, invitation_id)


def try_section_form(view: SectionView, form: Form) -> Outcome:
    """Read what a section's form sent as it is read from an expert, and store nothing of it."""
    outcome = Outcome()
    for item in view.items:
        try:
            _read(item, form)
        except InvalidAnswer as error:
            outcome.errors[item.question.id] = error
    return outcome


def _save(panelist_id: str, items: Sequence[Item], form: Form, language: str, invitation_id: str) -> Outcome:
    outcome, sheet = Outcome(), []
    round_id = items[0].question.round_id
    # Read before the transaction begins: it forgets what was loaded, to see the newest state.
    values = {item.question.id: sent_values(item.question, form) for item in items}
    kept = {item.question.id: item for item in items}
    for item in items:
        try:
            sheet.append(_read(item, form))
        except InvalidAnswer as error:
            outcome.errors[item.question.id] = error
            sheet.append(_read_reason(item.question, form))
    saved = save_sheet(panelist_id, round_id, sheet, language, invitation_id)
    outcome.lost = {key: values[key] for key in saved.errors}
    for key, error in saved.reason_errors.items():
        if isinstance(error, StaleAnswer):
            outcome.lost_reasons[key] = form[f"r-{key}"]
        else:
            outcome.errors.setdefault(key, error)
    for sent in sheet:
        if sent.question_id in saved.versions:
            _show_saved(kept[sent.question_id], sent.value, saved.versions[sent.question_id])
    return outcome


def _read(item: Item, form: Form) -> Sent:
    """Read the answer and the reason; a question that the form does not mention stays as it is."""
    question = item.question
    values = sent_values(question, form)
    if form.get(KEEP) == question.id and item.earlier:
        values = dict(item.earlier)
    said = _read_reason(question, form)
    if not values:
        return said
    fields = {item.field + suffix: value for suffix, value in values.items()}
    value = get_kind(question.kind).read(fields, item.field, item.settings)
    return Sent(question.id, True, value, _version(question, form), said.reason, said.known_reason)


def _read_reason(question: Question, form: Form) -> Sent:
    name = reason_field(question)
    return Sent(question.id, reason=form.get(name), known_reason=form.get(f"v{name}"))


def _show_saved(item: Item, value: Value | None, version: int) -> None:
    item.version, item.number = version, value.number if value else None


def sent_values(question: Question, form: Form) -> dict[str, str]:
    """Return what a form sent for a question, by field suffix."""
    name = f"q-{question.id}"
    sent = {key.removeprefix(name): form[key] for key in form if key.startswith(f"{name}-")}
    return {"": form[name], **sent} if form.get(name) else sent


def reason_field(question: Question) -> str:
    """Return the name of the field for a question's reason."""
    return f"r-{question.id}"


def show_outcome(view: SectionView, form: Form, outcome: Outcome, sentences: Mapping[str, str]) -> None:
    """Put what could not be stored back into a section: typed values stay, and each says what is wrong."""
    for item in view.items:
        key = item.question.id
        if key in outcome.errors:
            item.error = sentences[key]
            item.values = sent_values(item.question, form) or item.values
            item.reason = form.get(reason_field(item.question), item.reason)
        item.lost = outcome.lost.get(key)
        item.lost_reason = outcome.lost_reasons.get(key, "")


def show_typed(view: SectionView, form: Form) -> list[Item]:
    """Return the questions for which a form sent what is not stored, filled with it."""
    typed = []
    for item in view.items:
        values = {key: value for key, value in sent_values(item.question, form).items() if value}
        reason = form.get(reason_field(item.question), item.reason).replace("\r\n", "\n").strip()
        if (values and values != item.values) or reason != item.reason:
            item.values, item.reason = values, reason
            typed.append(item)
    return typed


def _version(question: Question, form: Form) -> int | None:
    sent = form.get(f"v-{question.id}", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None
