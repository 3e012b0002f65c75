"""What the records know of analysis and results: rules, figures, reliability, limits."""

from __future__ import annotations

from collections import Counter

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from survey.filters import fixed, percent
from survey.reports import findings
from survey.reports.deviations import deviation_sentence
from survey.reports.guidelines.facts import Facts
from survey.reports.limits import limit_title
from survey.words import rule_words, stability_rule_words
from survey.words.protocol import denominator_words


def consensus(facts: Facts) -> list[str]:
    """Tell the definition of consensus, when it was fixed, and whether it was changed."""
    study, method = facts.study, facts.report.method
    said = [
        _("Consensus: %(rule)s.", rule=rule_words(study.protocol["consensus_rule"])),
        _("Stability: %(rule)s.", rule=stability_rule_words(study.protocol["stability_rule"])),
        _("Fewest answers for a verdict: %(n)s.", n=study.protocol["min_n"]),
    ]
    if method.fixed_on:
        said.append(_("Fixed on %(day)s.", day=format_date(method.fixed_on, "medium")))
    if method.rule_changed_on:
        said.append(
            _(
                "The rule was changed on %(day)s, after round 1 had opened.",
                day=format_date(method.rule_changed_on, "medium"),
            )
        )
    elif method.fixed_on:
        said.append(_("It was not changed after round 1 had opened."))
    return said


def analysis(facts: Facts) -> list[str]:
    """Name the methods by which answers were analysed, and the versions that computed them."""
    if not facts.rounds:
        return []
    said = [
        _("Ratings: median, quartiles, share in the rule’s range, van der Eijk’s agreement A, two camps.")
    ]
    if facts.repeats:
        said.append(_("Between rounds: net change, weighted kappa, medians of those who answered both."))
    report = facts.report
    if report.axes:
        said.append(
            _("Axes: impact and uncertainty, groups of drivers, resampling; tests printed with them.")
        )
    if report.strategy and report.strategy.is_rated:
        said.append(_("Options: medians in four scenarios, classes by rule, 1,000 redrawn panels."))
    if report.annex.reasons or report.annex.texts:
        said.append(_("Words: read, merged and released by moderators; not counted."))
    software = ", ".join(f"{name} {version}" for name, version in report.annex.versions)
    return [*said, _("Software: %(software)s.", software=software)] if software else said


def weights(facts: Facts) -> list[str]:
    """Say that every expert counts the same, what shares are taken of, and whether groups are compared."""
    shares = denominator_words().get(facts.study.protocol["denominator"], "")
    said = [_("Every expert counts the same. Shares are taken of: %(what)s.", what=shares)]
    if facts.report.method.groups:
        said.append(_("Groups are shown beside the panel where the floors allow, and are not weighted."))
    return said


def flow(facts: Facts) -> list[str]:
    """Say where the flow chart stands."""
    if facts.report.flow is None:
        return []
    return [_("The flow of panel and items stands in the section on method.")]


def deviations(facts: Facts) -> list[str]:
    """Tell what was done otherwise than planned."""
    if not facts.rounds:
        return []
    found = dict.fromkeys(deviation_sentence(each) for each in facts.report.deviations)
    return list(found) or [_("The records know of no deviation from the protocol.")]


def results(facts: Facts) -> list[str]:
    """Count the ratings whose figures stand in the annex for every round, by verdict."""
    report = facts.report
    counts = findings.tally((*report.questions, *report.other_questions))
    if not counts.n:
        return []
    return [
        _(
            "%(n)s ratings with their figures for each round; %(agreed)s with consensus, %(dissent)s in "
            "stable dissent.",
            n=counts.n,
            agreed=counts.agreed,
            dissent=counts.dissent,
        )
    ]


def items_changed(facts: Facts) -> list[str]:
    """Count the steps in the history of the items, with where their reasons stand."""
    if not facts.rounds:
        return []
    kinds = Counter(step.kind for step in facts.report.annex.history)
    if not kinds:
        return [_("No item was changed or removed after it was first drawn up.")]
    n = sum(kinds.values())
    return [
        ngettext(
            "%(num)s step, with its day and reason, stands in the history of the drivers.",
            "%(num)s steps, with their days and reasons, stand in the history of the drivers.",
            n,
        )
    ]


def key_findings(facts: Facts) -> list[str]:
    """Return the answer of the report and what follows from it."""
    report = facts.report
    if not facts.rounds:
        return []
    said = [findings.answer(report)]
    if report.preference:
        said.append(findings.preferred_sentence(report))
    return said


def reliability(facts: Facts) -> list[str]:
    """Tell what speaks for or against the same result a second time."""
    said = []
    judged = [
        item for question in facts.report.questions for item in question.items if item.stable is not None
    ]
    if judged:
        said.append(
            _(
                "%(share)s of the ratings that were asked twice are stable.",
                share=percent(sum(bool(item.stable) for item in judged) / len(judged)),
            )
        )
    axes = facts.report.axes
    if axes and axes.stability is not None:
        said.append(
            _(
                "Resampled panels group the drivers with an agreement of %(figure)s (chance: %(null)s).",
                figure=fixed(axes.stability),
                null=fixed(axes.stability_null),
            )
        )
    if said:
        said.append(_("Seed and hashes let everything be computed again."))
    return said


def limits(facts: Facts) -> list[str]:
    """Name the limits that this study’s own figures trigger."""
    titles = [str(limit_title(limit.code)) for limit in facts.report.limits]
    return [_("Named with their figures: %(limits)s.", limits="; ".join(titles))] if titles else []
