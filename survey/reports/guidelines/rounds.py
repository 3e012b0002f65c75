"""What the records know of the rounds: who was asked what, when, what came back, what was fed back."""

from __future__ import annotations

from collections import Counter

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from survey.filters import percent
from survey.models import ITEM_ORDERS
from survey.reports.deviations import told_words
from survey.reports.guidelines.facts import Facts
from survey.words.kinds import KIND_WORDS
from survey.words.protocol import feedback_words, settings_by_key


def _setting(facts: Facts, key: str) -> str:
    name, value, _meaning = settings_by_key(facts.study.protocol)[key]
    return f"{name}: {value}."


def rules_for_changes(facts: Facts) -> list[str]:
    """Say what the protocol fixes about late joiners, missed rounds and changes of itself."""
    return [
        _setting(facts, "late_joiners"),
        _setting(facts, "missed_rounds"),
        _("Once round 1 has opened, the protocol changes only by a numbered amendment with its reason."),
    ]


def invited(facts: Facts) -> list[str]:
    """Say who was asked in each round."""
    steps = facts.report.flow.panel if facts.report.flow else ()
    if not steps:
        return []
    counts = "; ".join(_("round %(round)s: %(n)s", round=step.number, n=step.invited) for step in steps)
    return [_("On the panel, %(counts)s.", counts=counts), _setting(facts, "missed_rounds")]


def recruitment(facts: Facts) -> list[str]:
    """Count the people invited; how they were found is not known to the records."""
    if facts.is_imported or not facts.organisers.n_invited:
        return []
    return [
        _(
            "%(n)s people were invited by the organisers, each by a link of their own; "
            "nobody could invite others.",
            n=facts.organisers.n_invited,
        )
    ]


def invitation(facts: Facts) -> list[str]:
    """Say how experts were told and how they agreed."""
    if facts.is_imported or not facts.organisers.n_invited:
        return []
    if facts.study.is_simulated:
        return [_("The experts are simulated; nobody was written to.")]
    return [
        _(
            "By e-mail with a personal link. Before the first answer everybody read who asks, why, what is "
            "kept and how long, and agreed to it; the day of agreement is kept."
        ),
    ]


def structure(facts: Facts) -> list[str]:
    """Count the questions of each round by kind, with the scales."""
    said = []
    for round_ in facts.rounds:
        kinds = Counter(question.kind for question in round_.questions)
        told = ", ".join(f"{KIND_WORDS[kind][0]} {n}" for kind, n in sorted(kinds.items()))
        if told:
            said.append(_("Round %(number)s: %(kinds)s.", number=round_.number, kinds=told))
    if said:
        said.append(_setting(facts, "scale"))
        said.append(_("A reason can be given for every rating, and “outside my field” can be chosen."))
    return said


def questionnaire(facts: Facts) -> list[str]:
    """Say where every question stands with its wording."""
    if not facts.rounds:
        return []
    return [_("Every question of every round stands in this annex with its wording and scale.")]


def n_rounds(facts: Facts) -> list[str]:
    """Count the rounds held, and those still planned."""
    held = len(facts.rounds)
    if not held:
        return []
    said = [ngettext("%(num)s round was held.", "%(num)s rounds were held.", held)]
    planned = len(facts.study.rounds) - held
    if planned:
        said.append(
            ngettext("%(num)s more is open or planned.", "%(num)s more are open or planned.", planned)
        )
    return said


def purposes(facts: Facts) -> list[str]:
    """Say what each round asked for."""
    return [
        _("Round %(number)s: %(asks)s.", number=each.number, asks=each.asks)
        for each in facts.report.method.rounds
    ]


def stopping(facts: Facts) -> list[str]:
    """Say how it was decided that no further round is held."""
    planned = len(facts.study.rounds)
    return [
        ngettext("The study plans %(num)s round.", "The study plans %(num)s rounds.", planned),
        _(
            "The protocol advises to stop once %(share)s of the items are stable; a person closes the study.",
            share=percent(facts.study.protocol["share_stable_to_stop"]),
        ),
    ]


def feedback(facts: Facts) -> list[str]:
    """Say what experts saw of the round before, and that it carried no name."""
    if not facts.repeats:
        return [_("No round asked again what another had asked, so nothing was fed back.")]
    return [
        _("Fed back without names: %(forms)s.", forms=feedback_words(facts.study.protocol)),
        _("Beside it everybody saw their own earlier answer."),
    ]


def statistics(facts: Facts) -> list[str]:
    """Name the statistics that experts saw."""
    if not facts.repeats:
        return feedback(facts)
    if "distribution" not in facts.study.feedback:
        return [_("No statistics of the whole panel were fed back.")]
    return [
        _("Median, middle half and the counts of each point of the scale, as far as the floors allow."),
        _setting(facts, "quantile_method"),
    ]


def feedback_groups(facts: Facts) -> list[str]:
    """Say whether experts saw the whole panel or groups."""
    if not facts.repeats:
        return feedback(facts)
    if "groups" in facts.study.feedback:
        return [_("Of the whole panel and of every stakeholder group that may be shown.")]
    return [_("Of the whole panel; groups were not fed back.")]


def carried(facts: Facts) -> list[str]:
    """Say which of the items of a round were asked again, agreed ones included or not."""
    said = []
    for round_ in facts.repeats:
        before = {(each["name"], each["item"], each["quadrant"]) for each in _rated(round_.feedback_round)}
        again = before & {(each["name"], each["item"], each["quadrant"]) for each in _rated(round_)}
        agreed = {
            (each["name"], each["item"], each["quadrant"])
            for each in _rated(round_.feedback_round)
            if each["consensus"]["verdict"] == "consensus"
        }
        said.append(
            _(
                "Round %(number)s asked %(again)s of %(all)s ratings of round %(earlier)s again, among them "
                "%(agreed)s of the %(n)s with consensus.",
                number=round_.number,
                again=len(again),
                all=len(before),
                earlier=round_.feedback_round.number,
                agreed=len(agreed & again),
                n=len(agreed),
            )
        )
    return said or [_("No round asked again what another had asked.")]


def _rated(round_):
    return list(round_.snapshot.rated.values()) if round_ is not None and round_.snapshot else []


def collection(facts: Facts) -> list[str]:
    """Say how answers were given."""
    if facts.is_imported:
        return [_("The answers were gathered elsewhere and taken from a file.")]
    order = facts.study.protocol.get("item_order", ITEM_ORDERS[0])
    said = [_("Online, by each expert alone; answers could be changed until the round closed.")]
    return [*said, _setting(facts, "item_order")] if order in ITEM_ORDERS else said


def reminders(facts: Facts) -> list[str]:
    """Say on how many days reminders went out in each round."""
    if facts.is_imported or not facts.rounds:
        return []
    if not facts.reminders:
        return [_("No reminders were sent by the system.")]
    told = "; ".join(
        _("round %(round)s: %(n)s", round=number, n=n) for number, n in sorted(facts.reminders.items())
    )
    return [_("Days on which reminders went out to whoever had not finished, %(counts)s.", counts=told)]


def dates(facts: Facts) -> list[str]:
    """Tell the first and the last day of each round."""
    return [
        _(
            "Round %(number)s: %(first)s to %(last)s (%(days)s days).",
            number=each.number,
            first=format_date(each.opened_on, "medium"),
            last=format_date(each.closed_on, "medium"),
            days=(each.closed_on - each.opened_on).days,
        )
        for each in facts.report.method.rounds
        if each.opened_on and each.closed_on
    ]


def response(facts: Facts) -> list[str]:
    """Tell how many were asked and answered in each round, and how many did not come again."""
    said = []
    for step in facts.report.flow.panel if facts.report.flow else ():
        share = percent(step.answered / step.invited) if step.invited else "–"
        sentence = _(
            "Round %(number)s: %(answered)s of %(invited)s answered (%(share)s).",
            number=step.number,
            answered=step.answered,
            invited=step.invited,
            share=share,
        )
        if step.lapsed:
            sentence += " " + _("Not any more since the round before: %(n)s.", n=told_words(step.lapsed))
        said.append(sentence)
    return said
