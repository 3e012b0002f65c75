"""The findings of the one-page summary, each with one number, and the voices beside the median."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.filters import fixed, number, percent
from survey.reports.context import ItemResult, QuestionResult, Reason, ReportContext
from survey.reports.findings import AGREED, dissenting_items, most_plausible, scenario_name, tally

MOST = 7


@dataclass(frozen=True)
class Headline:
    """Hold one finding: its number as it stands before it, its sentence, and the section behind it."""

    figure: str
    sentence: str
    anchor: str


def list_headlines(context: ReportContext) -> list[Headline]:
    """Return the findings, what matters most first, seven at most."""
    tell = _of_ratings if context.head.template == "consensus" else _of_scenarios
    return [headline for headline in tell(context) if headline is not None][:MOST]


def _of_scenarios(context: ReportContext) -> Iterator[Headline | None]:
    yield from _futures(context)
    yield _strategy(context)
    stability, *confirmation = _axes(context) or [None]
    yield stability
    yield _dissent(context)
    yield from confirmation
    yield _drivers(context)
    yield _consensus(context)


def _of_ratings(context: ReportContext) -> Iterator[Headline | None]:
    yield _consensus(context)
    found = [
        (item.last.median, question, item)
        for question in context.questions
        for item in question.items
        if item.verdict in AGREED and item.last and item.last.median is not None
    ]
    for pick, words in ((max, _("the highest rating that the panel agrees on")), (min, _("the lowest one"))):
        if found:
            yield _rated(*pick(found, key=lambda entry: entry[0])[1:], words)
    yield _dissent(context)
    yield _widest(context)
    if context.method.share_missing is not None:
        share = percent(context.method.share_missing)
        yield Headline(
            share, _("of the answers are missing; none of them counts as a middle value."), "method"
        )


def _rated(question: QuestionResult, item: ItemResult, words: str) -> Headline:
    sentence = _(
        "is %(words)s: “%(item)s” under “%(question)s”.",
        words=words,
        item=item.name,
        question=question.name,
    )
    return Headline(_of(item.last.median, question.high), sentence, "consensus")


def _of(value: float | None, whole: float) -> str:
    return _("%(value)s of %(whole)s", value=number(value), whole=number(whole))


def _drivers(context: ReportContext) -> Headline | None:
    drivers = context.drivers.drivers if context.drivers else ()
    placed = [driver for driver in drivers if driver.cell]
    critical = [driver for driver in placed if driver.cell == "critical"]
    if not critical:
        return None
    first = max(critical, key=lambda driver: (driver.impact or 0) * (driver.uncertainty or 0))
    sentence = _("drivers weigh heavily and are uncertain, “%(name)s” most of all.", name=first.name)
    return Headline(_of(len(critical), len(placed)), sentence, "drivers")


def _consensus(context: ReportContext) -> Headline | None:
    counts = tally(context.questions)
    if not counts.n:
        return None
    sentence = ngettext("rating ended in consensus.", "ratings ended in consensus.", counts.agreed)
    return Headline(_of(counts.agreed, counts.n), sentence, "consensus")


def _axes(context: ReportContext) -> list[Headline]:
    """Return how well the axes are founded: how they recur, and what the panel says of them."""
    axes, found = context.axes, []
    if axes is None:
        return found
    if not axes.axes:
        decided = [gate for gate in axes.gates if gate.passed is not None]
        passed = sum(bool(gate.passed) for gate in decided)
        text = _("tests for two independent axes were passed; axes are stated only when all are.")
        return [Headline(_of(passed, len(decided)), text, "axes")]
    if axes.stability is not None:
        text = _(
            "is how closely the grouping of drivers recurs in resampled panels; chance gives %(null)s.",
            null=fixed(axes.stability_null),
        )
        found.append(Headline(fixed(axes.stability), text, "axes"))
    asked = axes.confirmation
    if asked and asked.share_as_proposed is not None:
        text = _(
            "of the drivers were placed by the panel as the axes propose (round %(round)s, n = %(n)s).",
            round=asked.round_number,
            n=asked.n,
        )
        found.append(Headline(percent(asked.share_as_proposed), text, "axes"))
    return found


def _futures(context: ReportContext) -> Iterator[Headline | None]:
    part = context.preference
    scenarios = context.scenarios.scenarios if context.scenarios else ()
    if part and part.quadrant:
        text = _(
            "is the median desirability of “%(name)s”, the panel’s preferred future (n = %(n)s).",
            name=scenario_name(context, part.quadrant),
            n=part.n,
        )
        yield Headline(_of(part.medians.get(part.quadrant), part.high), text, "preference")
    elif part and any(median is not None for median in part.medians.values()):
        best = max(median for median in part.medians.values() if median is not None)
        text = _("is the highest median desirability; no future stands clear of the others.")
        yield Headline(_of(best, part.high), text, "preference")
    likely = most_plausible(scenarios)
    if likely:
        text = _("is the median plausibility of “%(name)s”, held most plausible.", name=likely.name)
        yield Headline(_of(likely.plausibility.median, part.high if part else 7), text, "preference")


def _strategy(context: ReportContext) -> Headline | None:
    part = context.strategy
    if part is None or not part.is_rated or not part.options:
        return None
    robust = sum(option.option_class == "no_regret" for option in part.options)
    text = ngettext(
        "option serves the goal in all four scenarios.",
        "options serve the goal in all four scenarios.",
        robust,
    )
    return Headline(_of(robust, len(part.options)), text, "strategy")


def _dissent(context: ReportContext) -> Headline | None:
    found = dissenting_items(context.questions)
    if not found:
        return None
    question, item = found[0]
    text = ngettext(
        "rating shows lasting, different views: “%(name)s” (%(question)s).",
        "ratings show lasting, different views, the widest on “%(name)s” (%(question)s).",
        len(found),
        name=item.name,
        question=question.name,
    )
    return Headline(str(len(found)), text, "disagreement")


def _widest(context: ReportContext) -> Headline | None:
    spread = [
        (item.last.iqr, question, item)
        for question in context.questions
        for item in question.items
        if item.last and item.last.iqr is not None
    ]
    if not spread:
        return None
    width, question, item = max(spread, key=lambda entry: entry[0])
    text = _(
        "points of the scale lie between the quarters of the panel on “%(item)s” (%(question)s), the widest.",
        item=item.name,
        question=question.name,
    )
    return Headline(number(width), text, "disagreement")


def drivers_title(context: ReportContext) -> str:
    """Return which driver weighs most and which is the least certain."""
    drivers = context.drivers.drivers if context.drivers else ()
    weighed = [driver for driver in drivers if driver.impact is not None and driver.uncertainty is not None]
    if not weighed:
        return _("All drivers, by impact and uncertainty")
    heaviest = max(weighed, key=lambda driver: driver.impact)
    vaguest = max(weighed, key=lambda driver: driver.uncertainty)
    if heaviest is vaguest:
        return _("“%(name)s” weighs most and is the least certain", name=heaviest.name)
    return _(
        "“%(first)s” weighs most, “%(second)s” is the least certain",
        first=heaviest.name,
        second=vaguest.name,
    )


def minority_reasons(context: ReportContext) -> list[Reason]:
    """Return released reasons given for one side of what the panel lastingly disagrees on, one per item."""
    wanted = [item.code for _question, item in dissenting_items(context.questions)]
    found: dict[str, Reason] = {}
    for reason in context.annex.reasons:
        if reason.item_code in wanted and reason.side in ("low", "high"):
            found.setdefault(reason.item_code, reason)
    return [found[code] for code in dict.fromkeys(wanted) if code in found]
