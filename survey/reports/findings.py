"""The report's own sentences: what was found, how sure it is, and what to do about it."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.filters import fixed, number, percent
from survey.reports.advice import dissent_lines, evidence_line
from survey.reports.context import (
    QUADRANTS,
    ItemResult,
    Option,
    QuestionResult,
    Recommendation,
    ReportContext,
    Scenario,
)
from survey.reports.parts.recommendations import RECOMMENDED
from survey.words import class_word

MANY = 12
AGREED = ("consensus", "provisional consensus")
# The order in which options are recommended; what is undecided or dropped comes last.
CLASS_ORDER = ("no_regret", "core_with_exit", "hedge", "contingent", "big_bet", "undetermined", "abandon")
N_TOP = 5


@dataclass(frozen=True)
class Tally:
    """Count the verdicts over the items of one or several questions."""

    n: int
    agreed: int
    dissent: int
    open: int
    too_few: int


def tally(questions: tuple[QuestionResult, ...]) -> Tally:
    """Return how many items ended in which verdict."""
    verdicts = [item.verdict for question in questions for item in question.items]
    agreed = sum(verdict in AGREED for verdict in verdicts)
    dissent, too_few = verdicts.count("stable dissent"), verdicts.count("too few answers")
    return Tally(len(verdicts), agreed, dissent, len(verdicts) - agreed - dissent - too_few, too_few)


def answer(context: ReportContext) -> str:
    """Return the report's main answer in one sentence."""
    if context.head.template == "consensus":
        counts = tally(context.questions)
        return _(
            "The panel reached consensus on %(agreed)s of %(n)s ratings (%(share)s).",
            agreed=counts.agreed,
            n=counts.n,
            share=percent(counts.agreed / counts.n if counts.n else None),
        )
    if context.axes and len(context.axes.axes) == 2:
        first, second = context.axes.axes
        return _(
            "Two uncertainties span the future: “%(first)s” and “%(second)s”.",
            first=first.name,
            second=second.name,
        )
    if context.axes:
        return _("The panel’s answers do not support two independent axes.")
    return _("The axes have not been computed yet: the rounds that they rest on are still to come.")


def preferred_sentence(context: ReportContext) -> str:
    """Return which future the panel prefers, or that it agrees on none."""
    part = context.preference
    if part is None:
        return _("The panel has not rated the scenarios yet.")
    if sum(median is not None for median in part.medians.values()) < 2:
        why = _("Fewer than five experts rated the desirability of two scenarios.")
        return f"{_('No preferred future can be named.')} {why}"
    if part.quadrant is None:
        return _("The panel agrees on no preferred future.")
    return _(
        "The panel prefers “%(name)s” (median desirability %(median)s of %(high)s, n = %(n)s).",
        name=scenario_name(context, part.quadrant),
        median=number(part.medians.get(part.quadrant)),
        high=number(part.high),
        n=part.n,
    )


def scenario_name(context: ReportContext, quadrant: str) -> str:
    """Return a scenario's name, or its code while it has none."""
    for scenario in context.scenarios.scenarios if context.scenarios else ():
        if scenario.quadrant == quadrant:
            return scenario.name
    return quadrant


def certainty(context: ReportContext) -> list[str]:
    """Return how sure the result is, one sentence per piece of evidence."""
    sentences = [
        ngettext(
            "%(num)s expert answered; rounds held: %(rounds)s.",
            "%(num)s experts answered; rounds held: %(rounds)s.",
            context.head.n_experts,
            rounds=context.head.n_rounds,
        )
    ]
    axes = context.axes
    if axes and axes.stability is not None and axes.axes:
        sentences.append(
            _(
                "When the panel is resampled, the grouping of drivers recurs with an agreement of %(figure)s "
                "(1 is the same grouping; %(null)s is what chance gives).",
                figure=fixed(axes.stability),
                null=fixed(axes.stability_null),
            )
        )
    if axes and axes.confirmation and axes.confirmation.share_as_proposed is not None:
        sentences.append(
            _(
                "In round %(round)s the panel placed %(share)s of the drivers as proposed.",
                round=axes.confirmation.round_number,
                share=percent(axes.confirmation.share_as_proposed),
            )
        )
    return sentences


def dissenting_items(questions: tuple[QuestionResult, ...]) -> list[tuple[QuestionResult, ItemResult]]:
    """Return the items on which the panel stably or visibly disagrees, the widest first."""
    found = [
        (question, item)
        for question in questions
        for item in question.items
        if item.verdict == "stable dissent" or item.polarised or (item.last and item.last.polarised)
    ]
    return sorted(found, key=lambda pair: -(pair[1].last.iqr or 0) if pair[1].last else 0)


def widest_items(questions: tuple[QuestionResult, ...]) -> list[tuple[QuestionResult, ItemResult]]:
    """Return the widest items without consensus that are not settled as dissent, a dozen at most."""
    settled = {id(item) for _question, item in dissenting_items(questions)}
    found = [
        (question, item)
        for question in questions
        for item in question.items
        if item.verdict in ("open", "no consensus") and id(item) not in settled and item.last
    ]
    return sorted(found, key=lambda pair: -(pair[1].last.iqr or 0))[:MANY]


def agreed_ends(question: QuestionResult, limit: int) -> tuple[list[ItemResult], list[ItemResult]]:
    """Return the items that the panel agrees to rate highest, and lowest, so many at most of each."""
    agreed = [item for item in question.items if item.verdict in AGREED and item.last]
    ranked = sorted(agreed, key=lambda item: item.last.median, reverse=True)
    middle = (question.low + question.high) / 2
    return (
        [item for item in ranked[:limit] if item.last.median > middle],
        [item for item in ranked[::-1][:limit] if item.last.median < middle],
    )


def disagreement_sentence(context: ReportContext) -> str:
    """Return on how much the experts disagree, naming the widest cases."""
    found = dissenting_items(context.questions)
    if not found:
        undecided = widest_items(context.questions)
        if not undecided:
            return _("On no item do the experts stand in lasting disagreement.")
        return _(
            "No disagreement has proved lasting, but many ratings are far apart, most of all on: %(names)s.",
            names=", ".join(dict.fromkeys(item.name for _question, item in undecided[:4])),
        )
    names = ", ".join(dict.fromkeys(item.name for _question, item in found[:4]))
    return ngettext(
        "On %(num)s rating the experts hold lasting, different views: %(names)s.",
        "On %(num)s ratings the experts hold lasting, different views, most of all on: %(names)s.",
        len(found),
        names=names,
    )


def recommended(options: tuple[Option, ...]) -> list[Option]:
    """Return the options in the order in which they are recommended."""

    def key(option: Option) -> tuple[int, float, str]:
        rank = (
            CLASS_ORDER.index(option.option_class) if option.option_class in CLASS_ORDER else len(CLASS_ORDER)
        )
        return rank, -(option.laplace if option.laplace is not None else -9.0), option.code

    return sorted(options, key=key)


def top_options(context: ReportContext) -> list[Option]:
    """Return the few options that the summary names: decided and not to be dropped."""
    if context.strategy is None or not context.strategy.is_rated:
        return []
    if context.recommendations:
        return [option for _advice, option in advised(context, RECOMMENDED)][:N_TOP]
    ranked = recommended(context.strategy.options)
    return [o for o in ranked if o.option_class in CLASS_ORDER[:5]][:N_TOP]


def advised(context: ReportContext, *states: str) -> list[tuple[Recommendation, Option]]:
    """Return the recommendations in some states with their options, in the order in which they stand."""
    options = {option.code: option for option in context.strategy.options} if context.strategy else {}
    return [(each, options[each.option]) for each in context.recommendations if each.state in states]


def dissent_lines_of(context: ReportContext, advice: Recommendation) -> list[str]:
    """Return what speaks against a recommendation, in the words of this report."""
    return dissent_lines(advice.dissent, lambda quadrant: scenario_name(context, quadrant))


def has_items(code: str, context: ReportContext) -> bool:
    """Say whether the annex lists ratings of an option."""
    items = (item.code for question in context.other_questions for item in question.items)
    return any(item.partition(" ")[0] == code for item in items)


def class_confidence(option: Option) -> str:
    """Return how often the resampled panels give this option its class."""
    probability = option.class_probability.get(option.option_class or "")
    if probability is None:
        return ""
    return _("in %(share)s of the resampled panels", share=percent(probability))


def served(option: Option) -> list[str]:
    """Return the quadrants in which an option's median is at least +1."""
    return [q for q in QUADRANTS if (option.values.get(q) or 0) >= 1]


def evidence_sentence(context: ReportContext, option: Option) -> str:
    """Return the figures behind a recommendation: scenarios served, median, spread and n."""
    return evidence_line(option, lambda quadrant: scenario_name(context, quadrant))


def strategy_title(context: ReportContext) -> str:
    """Return the finding of the option table."""
    options = context.strategy.options if context.strategy else ()
    robust = sum(option.option_class == "no_regret" for option in options)
    return ngettext(
        "%(num)s of %(n)s options serves the goal in all four scenarios",
        "%(num)s of %(n)s options serve the goal in all four scenarios",
        robust,
        n=len(options),
    )


def most_plausible(scenarios: tuple[Scenario, ...]) -> Scenario | None:
    """Return the scenario with the single highest median plausibility, if there is one."""
    rated = [s for s in scenarios if s.plausibility and s.plausibility.median is not None]
    if not rated:
        return None
    best = max(s.plausibility.median for s in rated)
    winners = [s for s in rated if s.plausibility.median == best]
    return winners[0] if len(winners) == 1 else None


def class_counts(options: tuple[Option, ...]) -> list[tuple[str, str, int]]:
    """Return code, word and count of every class that occurs, in the order of recommendation."""
    counts = [(code, sum(option.option_class == code for option in options)) for code in CLASS_ORDER]
    return [(code, class_word(code), count) for code, count in counts if count]
