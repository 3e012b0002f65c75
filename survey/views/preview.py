"""Answering a round oneself, exactly as an expert does, in each language; nothing of it is stored."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from survey.forms.answer import Outcome, sent_values, show_outcome, try_section_form
from survey.models import Study
from survey.permissions import Access, requires
from survey.queries.answer_cards import RoundView, SectionView, to_minutes
from survey.queries.answering import get_section
from survey.queries.preview import Imagined, imagine_round
from survey.queries.studies import get_round
from survey.views.errors import say
from survey.web import CONTENT_SECURITY_POLICY
from survey.words.notice import write_notice

blueprint = Blueprint("preview", __name__, url_prefix="/studies/<study_id>/rounds/<int:number>/preview")
FRAMED = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'; frame-src 'self'")


@blueprint.get("")
@requires(Access.EDIT_STUDY)
def show(study: Study, number: int) -> ResponseReturnValue:
    """Show what an expert reads before the first question, and every section of the round."""
    view = imagine_round(get_round(study, number))
    language = _language(study)
    return _page("show", study, view, notice=write_notice(study, language), minutes=_minutes(view))


@blueprint.get("/sections/<int:position>")
@requires(Access.EDIT_STUDY)
def show_section(study: Study, number: int, position: int) -> ResponseReturnValue:
    """Ask the questions of a section."""
    whole = imagine_round(get_round(study, number))
    return _page("section", study, whole, view=get_section(whole, position), errors=[])


@blueprint.post("/sections/<int:position>")
@requires(Access.EDIT_STUDY)
def try_section(study: Study, number: int, position: int) -> ResponseReturnValue:
    """Read the answers as an expert's are read, say what would be refused, and forget them."""
    whole = imagine_round(get_round(study, number))
    view = get_section(whole, position)
    outcome = try_section_form(view, request.form)
    if outcome.errors:
        errors = _show_problems(view, outcome, _language(study))
        return _page("section", study, whole, view=view, errors=errors), 422
    here = {"study_id": study.id, "number": number, "language": _language(study)}
    if position < len(whole.sections):
        return redirect(url_for("preview.show_section", position=position + 1, **here), code=303)
    return redirect(url_for("preview.review", **here), code=303)


@blueprint.get("/review")
@requires(Access.EDIT_STUDY)
def review(study: Study, number: int) -> ResponseReturnValue:
    """Show where an expert would submit, and what could not be left open."""
    view = imagine_round(get_round(study, number))
    return _page("review", study, view, minutes=_minutes(view))


@blueprint.get("/phone")
@requires(Access.EDIT_STUDY)
def phone(study: Study, number: int) -> ResponseReturnValue:
    """Show the same pages in the width of a phone."""
    return _page("phone", study, imagine_round(get_round(study, number)))


def _language(study: Study) -> str:
    asked = request.args.get("language", "")
    own = str(get_locale())
    return asked if asked in study.languages else own if own in study.languages else study.languages[0]


def _minutes(view: RoundView) -> int:
    return to_minutes(item.question for item in view.items)


def _show_problems(view: SectionView, outcome: Outcome, language: str) -> list[tuple[str, str]]:
    with force_locale(language):
        sentences = {key: say(error) for key, error in outcome.errors.items()}
        for item in view.items:
            item.values = sent_values(item.question, request.form)
        show_outcome(view, request.form, outcome, sentences)
        return [
            (item.field, _("%(question)s: %(problem)s", question=item.prompt.label, problem=item.error))
            for item in view.items
            if item.error
        ]


def _page(name: str, study: Study, whole: RoundView, **shown: Any) -> Response:
    language = _language(study)
    at = {"study_id": study.id, "number": whole.round_.number, "language": language}
    with force_locale(language):
        page = render_template(
            f"preview/{name}.html",
            study=study,
            whole=whole,
            round_=whole.round_,
            at=at,
            imagined=Imagined(study),
            **shown,
        )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = FRAMED
    return response
