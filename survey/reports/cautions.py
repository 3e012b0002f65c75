"""What a person should know before a report is released: one sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.filters import day
from survey.models import Study
from survey.queries.boards import find_next_step
from survey.reports.context import ReportContext

AFTERWARDS = {"make_report", "release_report", "read_report", "open_round", "close_round", "add_questions"}
"""Next steps of a study that are the report itself, or are told of by its rounds."""


def list_cautions(study: Study, context: ReportContext) -> list[str]:
    """Return what speaks for waiting, or should be known; nothing of it forbids the release."""
    checks = (_rounds, _steps, _panel, _rules, _findings, _advice, _statements)
    return [sentence for check in checks for sentence in check(study, context)]


def _rounds(study: Study, _context: ReportContext) -> Iterator[str]:
    if study.open_round:
        yield _("Round %(number)s is open; nothing of it is in this report.", number=study.open_round.number)
    drafts = [str(each.number) for each in study.rounds if each.is_draft]
    if drafts:
        yield ngettext(
            "Round %(names)s is still to come.",
            "Rounds %(names)s are still to come.",
            len(drafts),
            names=", ".join(drafts),
        )


def _steps(study: Study, _context: ReportContext) -> Iterator[str]:
    if find_next_step(study).code not in AFTERWARDS:
        yield _("The overview names a step that comes before the report; look whether it matters here.")


def _panel(study: Study, context: ReportContext) -> Iterator[str]:
    if study.is_simulated:
        yield _("The panel is simulated: every page says so, and no figure says anything about the world.")
    if context.method.share_missing is not None and context.method.share_missing > 0.1:
        yield _("More than a tenth of the answers are missing; the report says so among its limits.")


def _rules(_study: Study, context: ReportContext) -> Iterator[str]:
    if context.method.rule_changed_on:
        yield _(
            "The consensus rule was changed on %(day)s, after round 1 had opened; the report says so.",
            day=day(context.method.rule_changed_on, "medium"),
        )
    elif context.method.changes:
        yield ngettext(
            "The protocol was amended once after it was locked; the report says so.",
            "The protocol was amended %(num)s times after it was locked; the report says so.",
            len(context.method.changes),
        )


def _findings(study: Study, context: ReportContext) -> Iterator[str]:
    if context.head.template != "scenario":
        return
    if context.axes is None or not context.axes.axes:
        yield _("There are no two axes; the report says why.")
        return
    if context.strategy is None or not context.strategy.is_rated:
        yield _("The panel has not rated the options; nothing is recommended.")
    unnamed = [each for each in context.scenarios.scenarios if not each.is_named] if context.scenarios else []
    if unnamed:
        yield ngettext(
            "%(num)s scenario has no name of its own yet.",
            "%(num)s scenarios have no names of their own yet.",
            len(unnamed),
        )


def _advice(_study: Study, context: ReportContext) -> Iterator[str]:
    stale = [each.option for each in context.recommendations if each.is_stale]
    if stale:
        yield ngettext(
            "One recommendation was worded when its option had another class: %(codes)s.",
            "%(num)s recommendations were worded when their options had other classes: %(codes)s.",
            len(stale),
            codes=", ".join(stale),
        )


def _statements(_study: Study, context: ReportContext) -> Iterator[str]:
    if context.guidelines is None:
        return
    rows = [row for table in context.guidelines.tables for row in table.rows]
    unanswered = {row.asks for row in rows if row.asks and row.state == "open"}
    if unanswered:
        yield ngettext(
            "One statement for the reporting guidelines is not given; the report marks it as open.",
            "%(num)s statements for the reporting guidelines are not given; the report marks them as open.",
            len(unanswered),
        )
