"""The sentences of a recommendation, made from its option's figures alone."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _

from survey.filters import localized, number, percent, signed
from survey.reports.parts.future import QUADRANTS
from survey.reports.parts.recommendations import Dissent, Move
from survey.reports.parts.strategy import Option, Phase, Signpost
from survey.words import class_word
from survey.words.particles import quoted, quoted_object

Name = Callable[[str], str]
"""What a scenario is called."""

WORTH_TELLING = 0.05
"""The smallest share of redrawn panels that is told of another class."""


def imperative(option: Option, phases: Sequence[Phase] = ()) -> str:
    """Return the sentence that the class of an option asks for: what to do, when, and who."""
    made = _led(option, phases) if option.actor else _unled(option, phases)
    return made or _idle(option)


def _led(option: Option, phases: Sequence[Phase]) -> str:
    who = {"actor": option.actor, "name": quoted_object(option.name), "when": start_words(option, phases)}
    code = option.option_class
    if code == "no_regret":
        return _("Start %(name)s %(when)s, led by %(actor)s.", **who)
    if code == "core_with_exit":
        return _(
            "Start %(name)s %(when)s, led by %(actor)s, and agree beforehand when to stop.",
            **who,
        )
    if code == "hedge":
        return _(
            "Start %(name)s small %(when)s, led by %(actor)s, for the futures where the core options fail.",
            **who,
        )
    if code == "contingent":
        return _("Prepare %(name)s, led by %(actor)s, and start it when its trigger is met.", **who)
    if code == "big_bet":
        return _(
            "Decide explicitly whether to commit to %(name)s; it would be led by %(actor)s.",
            actor=option.actor,
            name=quoted(option.name),
        )
    return ""


def _unled(option: Option, phases: Sequence[Phase]) -> str:
    what = {"name": quoted_object(option.name), "when": start_words(option, phases)}
    code = option.option_class
    if code == "no_regret":
        return _("Start %(name)s %(when)s.", **what)
    if code == "core_with_exit":
        return _("Start %(name)s %(when)s and agree beforehand when to stop.", **what)
    if code == "hedge":
        return _("Start %(name)s small %(when)s, for the futures where the core options fail.", **what)
    if code == "contingent":
        return _("Prepare %(name)s and start it when its trigger is met.", **what)
    if code == "big_bet":
        return _("Decide explicitly whether to commit to %(name)s.", name=quoted(option.name))
    return ""


def _idle(option: Option) -> str:
    name = quoted_object(option.name)
    if option.option_class == "abandon":
        return _("Drop %(name)s: it serves the goal in none of the scenarios.", name=name)
    if option.option_class == "undetermined":
        return _("Ask the panel again about %(name)s: its answers do not decide the class.", name=name)
    return _("Have %(name)s rated first.", name=name)


def start_words(option: Option, phases: Sequence[Phase]) -> str:
    """Return when an option is to start: now in the first phase, else the years of its phase."""
    first = min((phase.number for phase in phases), default=None)
    for phase in phases:
        if phase.number == option.phase and phase.number != first:
            return _("in %(first)s–%(last)s", first=phase.from_year, last=phase.to_year)
    return _("now")


def evidence_line(option: Option, name_of: Name) -> str:
    """Return the figures behind a recommendation: scenarios served, medians, spreads and counts."""
    rated = [q for q in QUADRANTS if option.values.get(q) is not None]
    if not rated:
        return _("The panel has not rated this option.")
    figures = ", ".join(
        _(
            "%(name)s %(median)s (IQR %(iqr)s)",
            name=name_of(q),
            median=signed(option.values[q]),
            iqr=number(option.iqr.get(q)),
        )
        for q in rated
    )
    counts = {option.n.get(q, 0) for q in rated}
    n = f"{min(counts)}–{max(counts)}" if len(counts) > 1 else str(min(counts))
    return _(
        "Serves %(k)s of %(of)s scenarios: %(figures)s; n = %(n)s.",
        k=sum((option.values[q] or 0) >= 1 for q in rated),
        of=len(rated),
        figures=figures,
        n=n,
    )


def dissent_lines(dissent: Dissent, name_of: Name) -> list[str]:
    """Return what speaks against a recommendation beside the experts' own words, or that they gave none."""
    lines = [] if dissent.texts else [_("Nobody gave a reason against it.")]
    if dissent.group is not None:
        group = dissent.group
        lines.append(
            _(
                "Rated lowest by: %(group)s, median %(median)s in %(scenario)s against %(panel)s of the "
                "whole panel (n = %(n)s).",
                group=group.name,
                median=signed(group.median),
                scenario=quoted(name_of(group.quadrant)),
                panel=signed(group.panel_median),
                n=group.n,
            )
        )
    if dissent.wide:
        spreads = ", ".join(f"{quoted(name_of(q))} (IQR {number(iqr)})" for q, iqr in dissent.wide)
        lines.append(_("The experts are far apart in: %(scenarios)s.", scenarios=spreads))
    return lines


def change_sentence(
    option: Option, moves: Sequence[Move], signposts: Sequence[Signpost], name_of: Name
) -> str:
    """Return what would change the advice: the nearest turn of a median, the next class, what to watch."""
    said = [_move_words(move, name_of) for move in moves]
    others = {
        code: share
        for code, share in option.class_probability.items()
        if code != option.option_class and share >= WORTH_TELLING
    }
    if others:
        code = max(others, key=lambda each: others[each])
        said.append(
            _(
                "%(share)s of the redrawn panels already give it the class “%(word)s”.",
                share=percent(others[code]),
                word=class_word(code),
            )
        )
    said += [
        _(
            "Watch for %(scenario)s: %(indicator)s (%(threshold)s).",
            scenario=quoted(name_of(post.quadrant)),
            indicator=post.indicator,
            threshold=post.threshold or _("no threshold set"),
        )
        for post in signposts
    ]
    return " ".join(said)


def _move_words(move: Move, name_of: Name) -> str:
    figures = {
        "scenario": quoted(name_of(move.quadrant)),
        "at": signed(move.at),
        "now": signed(move.now),
        "word": class_word(move.option_class),
    }
    if move.at < move.now:
        return _(
            "If the median in %(scenario)s fell to %(at)s (now %(now)s), its class would be “%(word)s”.",
            **figures,
        )
    return _(
        "If the median in %(scenario)s rose to %(at)s (now %(now)s), its class would be “%(word)s”.",
        **figures,
    )


def own_words(text: Mapping[str, str], language: str) -> str:
    """Return an author's words in exactly this language; nothing where they were not given in it."""
    return localized({language: text[language]}, language) if text.get(language) else ""
