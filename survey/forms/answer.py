"""Reading an expert's form: a whole section, or one question of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.errors import InvalidAnswer, StaleAnswer, TholosError
from survey.models import Question
from survey.operations.responses import save_answer, save_reason
from survey.queries.answer_cards import Item, SectionView
from survey.questions import get_kind

KEEP = "keep"
Form = Mapping[str, str]


@dataclass
class Outcome:
    """What became of a form: what could not be stored, by question id; everything else was."""

    errors: dict[str, TholosError] = field(default_factory=dict)
    lost: dict[str, dict[str, str]] = field(default_factory=dict)
    """What was sent while a newer answer from another window stood."""

    @property
    def is_stored(self) -> bool:
        """Say whether everything that was sent is stored."""
        return not self.errors and not self.lost


def save_section_form(panelist_id: str, view: SectionView, form: Form, language: str) -> Outcome:
    """Store every answer and reason that a section's form sent.

    Raises:
        RoundNotOpen: when the round takes no answers (any more).
    """
    outcome = Outcome()
    for item in view.items:
        try:
            save_item(panelist_id, item, form)
            save_item_reason(panelist_id, item, form, language)
        except StaleAnswer:
            outcome.lost[item.question.id] = sent_values(item.question, form)
        except InvalidAnswer as error:
            outcome.errors[item.question.id] = error
    return outcome


def save_item(panelist_id: str, item: Item, form: Form) -> None:
    """Store the answer to one question; a question that the form does not mention stays as it is."""
    question = item.question
    values = sent_values(question, form)
    if form.get(KEEP) == question.id and item.earlier:
        values = dict(item.earlier)
    if not values:
        return
    fields = {item.field + suffix: value for suffix, value in values.items()}
    value = get_kind(question.kind).read(fields, item.field, question.settings)
    save_answer(panelist_id, question, value, _version(question, form))


def save_item_reason(panelist_id: str, item: Item, form: Form, language: str) -> None:
    """Store the reason for one answer where the form has one that is new."""
    text = form.get(reason_field(item.question))
    if text is not None and text.replace("\r\n", "\n").strip() != item.reason:
        save_reason(panelist_id, item.question, text, language)


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
            item.values = sent_values(item.question, form)
            item.reason = form.get(reason_field(item.question), item.reason)
        item.lost = outcome.lost.get(key)


def show_typed(view: SectionView, form: Form) -> list[Item]:
    """Return the questions for which a form sent something, filled with it."""
    typed = [item for item in view.items if sent_values(item.question, form)]
    for item in typed:
        item.values = sent_values(item.question, form)
        item.reason = form.get(reason_field(item.question), item.reason)
    return typed


def _version(question: Question, form: Form) -> int | None:
    sent = form.get(f"v-{question.id}", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None
