"""What answers the items of the guidelines: where the report speaks of it, and who knows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from survey.reports.guidelines import outcome, rounds, study
from survey.reports.guidelines.facts import Facts

Answer = Callable[[Facts], list[str]]


@dataclass(frozen=True)
class Topic:
    """How a topic is answered: sections of the report, what the records know, what must be asked.

    `is_enough` says whether an answer of the records answers the whole item; where it does not, the
    statement is asked as well.
    """

    anchors: tuple[str, ...] = ()
    answer: Answer | None = None
    statement: str | None = None
    is_enough: bool = True


TOPICS: Mapping[str, Topic] = {
    "title": Topic(("cover",), study.title),
    "abstract": Topic(("summary",), study.abstract),
    "structured": Topic(("summary",), study.structured),
    "funding": Topic(statement="funding"),
    "team": Topic(statement="team"),
    "advice": Topic(statement="advice"),
    "project": Topic(statement="project"),
    "protocol": Topic(("method",), study.protocol),
    "justification": Topic(statement="justification"),
    "aim": Topic(("question",), study.aim),
    "audience": Topic(("question",), study.aim, "audience", is_enough=False),
    "update": Topic(statement="update"),
    "registration": Topic(("method",), study.registration, "registration", is_enough=False),
    "fields": Topic(("method",), study.fields, "fields", is_enough=False),
    "missing_expertise": Topic(statement="missing_expertise"),
    "criteria": Topic(statement="criteria"),
    "variant": Topic(("method",), study.variant),
    "variant_changes": Topic(("method",), study.variant_and_changes),
    "changes": Topic(("method",), rounds.rules_for_changes),
    "invited": Topic(("method",), rounds.invited),
    "recruitment": Topic(statement="recruitment"),
    "recruitment_counts": Topic(("method",), rounds.recruitment, "recruitment", is_enough=False),
    "invitation": Topic(("method",), rounds.invitation),
    "public": Topic(statement="public"),
    "origin": Topic(("question", "annex-history"), study.origin, "preparation"),
    "preparation": Topic(("question",), study.preparation, "preparation"),
    "search": Topic(statement="search"),
    "evidence_given": Topic(("question",), study.evidence_given, "evidence_given"),
    "structure": Topic(("annex-guidelines", "annex-items"), rounds.structure),
    "questionnaire": Topic(("annex-guidelines", "annex-items"), rounds.questionnaire),
    "n_rounds": Topic(("method",), rounds.n_rounds),
    "purposes": Topic(("method",), rounds.purposes),
    "stopping": Topic(("method",), rounds.stopping),
    "feedback": Topic(("method",), rounds.feedback),
    "statistics": Topic(("method",), rounds.statistics),
    "feedback_groups": Topic(("method",), rounds.feedback_groups),
    "carried": Topic(("method", "consensus"), rounds.carried),
    "collection": Topic(("method",), rounds.collection),
    "pilot": Topic(("method",), study.pilot, "pilot"),
    "anonymity": Topic(("method",), study.anonymity),
    "organisers": Topic((), study.organisers),
    "reminders": Topic(("method",), rounds.reminders, "incentives"),
    "languages": Topic((), study.languages),
    "analysis": Topic(("consensus", "axes", "annex-parameters"), outcome.analysis),
    "consensus": Topic(("method",), outcome.consensus),
    "weights": Topic(("method",), outcome.weights),
    "flow": Topic(("method",), outcome.flow),
    "events": Topic(statement="events"),
    "dates": Topic(("method",), rounds.dates),
    "deviations": Topic(("method",), outcome.deviations),
    "response": Topic(("method",), rounds.response),
    "results": Topic(("annex-items", "consensus"), outcome.results),
    "items_changed": Topic(("annex-history", "method"), outcome.items_changed),
    "key": Topic(("summary",), outcome.key_findings),
    "transferability": Topic(statement="transferability"),
    "reliability": Topic(("consensus", "axes"), outcome.reliability),
    "panel_limits": Topic(("limits",), outcome.limits, "panel_limits", is_enough=False),
    "limits": Topic(("limits",), outcome.limits, "panel_limits"),
    "literature": Topic(statement="literature"),
    "endorsement": Topic(statement="endorsement"),
    "conflicts": Topic(statement="conflicts"),
}
