"""The form of one statement for the methods annex, in each language of the study."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField

from survey.forms.texts import read_text, text_data, text_fields
from survey.models import Study
from survey.operations.statements import mark_statement


class StatementForm(FlaskForm):
    """Base of the form; a field is added for each language."""

    known = HiddenField()
    study: Study

    def texts(self) -> list[tuple[str, Field]]:
        """Return the fields with their languages."""
        return [(code, self[f"text_{code}"]) for code in self.study.languages]

    def words(self) -> dict[str, str]:
        """Return the statement as study content."""
        return read_text(self, "text", self.study.languages)


def make_statement_form(study: Study, code: str, title: str) -> StatementForm:
    """Return the form of a statement, filled with what is stated; several stand on one page.

    Args:
        study: whose statement it is.
        code: which statement.
        title: what it is called.
    """
    fields: dict[str, Any] = {"study": study}
    fields |= text_fields("text", title, study.languages, long=True)
    data: dict[str, Any] = {"known": mark_statement(study, code)}
    data |= text_data("text", study.statements.get(code) or {}, study.languages)
    return type("StudyStatementForm", (StatementForm,), fields)(data=data, prefix=f"{code}-")
