"""From a report's values to HTML: one template for the page and for print."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from jinja2 import Environment
from markupsafe import Markup

from survey import words
from survey.charts import heat_step
from survey.reports import citing, deviations, findings, limits, options, places
from survey.reports.anchors import anchor_of
from survey.reports.context import (
    QUADRANTS,
    ItemResult,
    OutcomeRow,
    Phase,
    QuestionResult,
    ReportContext,
    SystemsPart,
)
from survey.reports.cover import draw_cover
from survey.reports.edition import Edition
from survey.reports.figures import Figures, build_figures
from survey.reports.fit import Levels, room_for
from survey.reports.headlines import drivers_title, list_headlines, minority_reasons
from survey.reports.method_lines import method_lines
from survey.reports.outline import outline
from survey.reports.reference import foot, list_subsections, profile_title, refer_nowhere, refer_to

_SIGNS = {"Q1": (1, 1), "Q2": (0, 1), "Q3": (0, 0), "Q4": (1, 0)}


def render_report_html(
    context: ReportContext,
    language: str,
    *,
    edition: Edition | None = None,
    is_print: bool = False,
    static_url: str = "/static/",
    links: Sequence[Mapping[str, str]] = (),
) -> str:
    """Return an edition as a whole HTML document: a page, or with `is_print` what the PDF is made of.

    `links` are shown above the page, each a mapping with "href" and "text".
    """
    edition = edition or Edition(language)
    figures = draw_figures(context, edition)
    if is_print:
        return render_sheets(context, edition, figures, {})
    with force_locale(language):
        shown = {"is_print": False, "static_url": static_url, "links": links, "room": room_for({})}
        values = report_values(context, edition) | {"figures": figures} | shown
        return _environment().get_template("report/page.html").render(values)


def render_sheets(
    context: ReportContext, edition: Edition, figures: Figures, levels: Levels, *, is_trial: bool = False
) -> str:
    """Return what the PDF is made of; `levels` say which one-page parts hold less (survey.reports.fit).

    With `is_trial` it holds the summary alone, its references as long as they may become.
    """
    with force_locale(edition.language):
        values = report_values(context, edition) | {"figures": figures, "room": room_for(levels)}
        shown = {"is_print": True, "is_trial": is_trial}
        if is_trial:
            shown["see"] = refer_nowhere
        return _environment().get_template("report/pdf.html").render(values | shown)


def draw_figures(context: ReportContext, edition: Edition) -> Figures:
    """Return the charts that an edition may show."""
    with force_locale(context.language):
        return build_figures(replace(context, questions=()) if edition.is_executive else context)


def report_values(context: ReportContext, edition: Edition) -> dict[str, Any]:
    """Return what the templates name: the context as `r`, its charts, sections and sentences."""
    strategy = context.strategy
    sections = outline(context, edition)
    return {
        "r": context,
        "edition": edition,
        "edition_title": profile_title(edition.profile),
        "foot": foot(context, edition),
        "cover": draw_cover(context),
        "headlines": list_headlines(context),
        "sections": sections,
        "see": refer_to(sections),
        "quadrants": QUADRANTS,
        "ring": _ring(),
        "status": _status(context),
        "corners": _corners(context),
        "answer": findings.answer(context),
        "preferred": findings.preferred_sentence(context),
        "certainty": findings.certainty(context),
        "disagreement": findings.disagreement_sentence(context),
        "how": method_lines(context),
        "minority": minority_reasons(context),
        "dissent": findings.dissenting_items(context.questions),
        "drivers_title": drivers_title(context),
        "widest": findings.widest_items(context.questions),
        "top": findings.top_options(context),
        "ranked": findings.recommended(strategy.options) if strategy else [],
        "classes": findings.class_counts(strategy.options) if strategy else [],
        "strategy_title": findings.strategy_title(context),
    }


def _environment() -> Environment:
    """Return the application's templates with the filters that only reports need."""
    environment = current_app.jinja_env.overlay()
    environment.filters = current_app.jinja_env.filters | _FILTERS
    return environment


def _status(context: ReportContext) -> str:
    if context.head.is_draft:
        return _("Interim: rounds are still open or to come")
    if context.head.template == "scenario" and context.axes and not context.axes.axes:
        return _("Complete; no two axes are supported")
    return _("Complete")


def _corners(context: ReportContext) -> dict[str, str]:
    """Return each quadrant in words, from the poles that meet in it."""
    axes = context.axes.axes if context.axes else ()
    if len(axes) != 2:
        return dict.fromkeys(QUADRANTS, "")
    names = []
    for quadrant in QUADRANTS:
        ends = [_("high") if high else _("low") for high in _SIGNS[quadrant]]
        names.append(
            _(
                "%(first)s: %(a)s · %(second)s: %(b)s",
                first=axes[0].name,
                a=ends[0],
                second=axes[1].name,
                b=ends[1],
            )
        )
    return dict(zip(QUADRANTS, names, strict=True))


def _ring() -> list[tuple[float, float]]:
    """Return the columns of the mark, seen from above."""
    angles = [math.tau * step / 12 for step in range(12)]
    return [(round(16 + 10.4 * math.cos(a), 2), round(16 + 10.4 * math.sin(a), 2)) for a in angles]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _by_item(questions: Iterable[QuestionResult]) -> list[tuple[str, str, list[ItemResult | None]]]:
    """Return one row per item: its code, name, and its result under every question."""
    questions = list(questions)
    names: dict[str, str] = {}
    for question in questions:
        for item in question.items:
            names.setdefault(item.code, item.name)
    found = [{item.code: item for item in question.items} for question in questions]
    return [(code, name, [items.get(code) for items in found]) for code, name in names.items()]


def _verdict_code(item: ItemResult | None) -> str:
    return (item.verdict or "none").replace(" ", "-") if item else "none"


def _outcomes_of(quadrant: str, rows: Iterable[OutcomeRow]) -> list[str]:
    """Return the pole texts that hold in a quadrant."""
    ends = [(row, row.outcomes.get(quadrant)) for row in rows]
    texts = [row.high_pole if end == "high" else row.low_pole for row, end in ends if end in ("high", "low")]
    return [text for text in texts if text]


def _heat_code(value: float | None, low: float, high: float) -> str:
    step = heat_step(value, low, high)
    if step is None:
        return "none"
    return f"m{-step}" if step < 0 else f"p{step}"


def _phase_text(number: int, phases: Iterable[Phase]) -> str:
    for phase in phases:
        if phase.number == number:
            return f"{phase.name} ({phase.from_year}–{phase.to_year})"
    return str(number)


def _cell_notes(systems: SystemsPart | None) -> list[str]:
    """Return the sources of a comparison in the order in which its cells name them, each once."""
    rows = systems.criteria if systems else ()
    return list(dict.fromkeys(cell.source for row in rows for cell in row.cells if cell and cell.source))


def _one_each(rows: Iterable[Any], attribute: str, most: int) -> list[Any]:
    """Return so many rows, those first that are the first with their value, in the order they stand in."""
    rows, seen = list(rows), set()
    firsts = [row for row in rows if (value := getattr(row, attribute)) not in seen and not seen.add(value)]
    picked = (firsts + [row for row in rows if row not in firsts])[:most]
    return [row for row in rows if row in picked]


def _shorten(text: str, most: int) -> str:
    """Return a text of at most so many characters, its end marked where something was left out; 0 for all."""
    if not most or len(text) <= most:
        return text
    kept = text[: most - 1].rsplit(" ", 1)[0] if " " in text[: most - 1] else text[: most - 1]
    return kept.rstrip(" ,;:.") + "…"


_FILTERS = {
    "svg": Markup,  # charts are our own SVG, escaped where they were made
    "paragraphs": _paragraphs,
    "by_item": _by_item,
    "verdict_code": _verdict_code,
    "outcomes_of": _outcomes_of,
    "heat_code": _heat_code,
    "phase_text": _phase_text,
    "tally": lambda questions: findings.tally(tuple(questions)),
    "class_confidence": findings.class_confidence,
    "evidence_sentence": lambda option, context: findings.evidence_sentence(context, option),
    "scenario_name": lambda quadrant, context: findings.scenario_name(context, quadrant),
    "agreed_ends": findings.agreed_ends,
    "advised": findings.advised,
    "dissent_lines": lambda advice, context: findings.dissent_lines_of(context, advice),
    "anchor": anchor_of,
    "has_items": findings.has_items,
    **deviations.FILTERS,
    **places.FILTERS,
    **citing.FILTERS,
    **options.FILTERS,
    "subsections": lambda anchor, context: list_subsections(context, anchor),
    "shorten": _shorten,
    "one_each": _one_each,
    "cell_notes": _cell_notes,
    "limit_title": limits.limit_title,
    "limit_sentence": limits.limit_sentence,
    **{name: getattr(words, name) for name in words.__all__},
}
