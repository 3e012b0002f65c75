"""Who took part, round by round."""

from flask_babel import gettext as _

from survey.charts import Figure, ParticipationTexts, RoundCount, participation
from survey.reports.context import ReportContext, RoundFlow


def draw_participation(context: ReportContext) -> Figure | None:
    """Return one bar per round; None before any round."""
    rounds = context.method.rounds
    if not rounds:
        return None
    rows = [
        RoundCount(
            _("Round %(number)s: %(name)s", number=r.number, name=r.name), r.invited, r.answered, _counts(r)
        )
        for r in rounds
    ]
    values = "; ".join(f"{row.name}: {row.text}" for row in rows)
    note = _("One bar per round: its full length is the experts invited, the dark part those who answered.")
    return participation(rows, ParticipationTexts(_title(rounds), f"{values}.", note))


def _title(rounds: tuple[RoundFlow, ...]) -> str:
    """Say how many answered first and last, or how many answered the only round."""
    first, last = rounds[0], rounds[-1]
    if len(rounds) > 1 and first.answered:
        return _(
            "%(first)s experts answered the first round, %(last)s the last",
            first=first.answered,
            last=last.answered,
        )
    return _(
        "%(answered)s of %(invited)s experts on the panel answered the last round",
        answered=last.answered,
        invited=last.invited,
    )


def _counts(r: RoundFlow) -> str:
    return _("%(answered)s of %(invited)s", answered=r.answered, invited=r.invited)
