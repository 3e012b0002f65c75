"""The method of a study in a few lines, each from the study's own records."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.filters import day, percent
from survey.reports.context import ReportContext


def method_lines(context: ReportContext) -> list[str]:
    """Return about ten sentences on how the results came about; what was not done is not told."""
    return [*_panel(context), *_protocol(context), *_results(context)]


def _panel(context: ReportContext) -> Iterator[str]:
    head, method = context.head, context.method
    yield ngettext(
        "Panel: %(num)s expert answered at least once.",
        "Panel: %(num)s experts answered at least once.",
        head.n_experts,
    )
    for round_ in method.rounds:
        yield _(
            "Round %(number)s: %(asks)s (%(answered)s of %(invited)s answered).",
            number=round_.number,
            asks=round_.asks or round_.name,
            answered=round_.answered,
            invited=round_.invited,
        )
    if head.privacy_mode == "sealed":
        yield _("Answers are sealed: nobody, not even the organisers, reads them by name.")
    else:
        yield _("Answers are confidential: they leave the study only as figures of five experts or more.")
    if method.share_missing is not None:
        yield _(
            "%(missing)s of the answers are missing; they are left out and never read as a middle value.",
            missing=percent(method.share_missing),
        )


def _protocol(context: ReportContext) -> Iterator[str]:
    method = context.method
    rules = list(dict.fromkeys(question.rule for question in context.questions if question.rule))
    if len(rules) == 1:
        yield _("Consensus: %(rule)s.", rule=rules[0])
    if method.fixed_on:
        yield _("The protocol was fixed on %(day)s, before the first answer.", day=day(method.fixed_on))
    if method.changes:
        yield ngettext(
            "It was changed %(num)s time afterwards; the full report gives the reason.",
            "It was changed %(num)s times afterwards; the full report gives the reasons.",
            len(method.changes),
        )


def _results(context: ReportContext) -> Iterator[str]:
    drivers = context.drivers
    if drivers and drivers.drivers:
        yield _(
            "Drivers: %(n)s were rated for impact and uncertainty; intervals come from resampled panels.",
            n=len(drivers.drivers),
        )
    axes = context.axes
    if axes and axes.axes and axes.source == "authored":
        yield _("Axes: given by the author; the panel’s answers were placed on them.")
    elif axes and axes.gates:
        yield ngettext(
            "Axes: computed from the ratings; stated only if %(num)s test is passed.",
            "Axes: computed from the ratings; stated only if all of %(num)s tests are passed.",
            len(axes.gates),
        )
    if context.strategy and context.strategy.is_rated and context.strategy.options:
        yield _(
            "Options: rated by the panel in each scenario; a class is named with the share of resampled "
            "panels that give it."
        )
