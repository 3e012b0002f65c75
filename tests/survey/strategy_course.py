"""Test data: a small study taken through its four rounds, whose panel answers as a test wishes."""

from survey import results
from survey.db import db
from survey.framing.plan import PLAN
from survey.models import Invitation, RoundKind, Study
from survey.models.adoption import mark_content
from survey.operations import decisions, plans, rounds, studies
from survey.operations.asks import choose_asks
from survey.operations.options import change_row
from survey.operations.options_phases import set_phases
from survey.queries.options import get_plan_table
from survey.questions import Value
from tests import factories, world

QUADRANTS = ("Q1", "Q2", "Q3", "Q4")
N_EXPERTS = 12
PHASES = [
    {"name": {"en": "First"}, "from_year": 2026, "to_year": 2028},
    {"name": {"en": "Second"}, "from_year": 2029, "to_year": 2032},
]
# No regret; serves only with a high axis B; big bet; harms or does nothing.
PERFORMANCE = {"S1.1": (2, 2, 1, 2), "S1.2": (2, 1, 0, 0), "S1.3": (3, 2, -2, -2), "S1.4": (0, 0, -1, 0)}
CONTRIBUTION = {"S1.1": 0, "S1.2": 3, "S1.3": 2, "S1.4": -1}
SEEN = {"W1": {"Q1": 11, "Q2": 1}, "W2": {"Q1": 12, "Q2": 12, "Q3": 12, "Q4": 12}, "W3": {"Q3": 8, "Q4": 6}}
"""How many of the twelve experts say that a signpost would be seen in a scenario."""


def make_framed(owner=None, **facts) -> Study:
    """Make a study with four options, three signposts and two phases, from 2026 to 2035."""
    facts = {"base_year": 2026, "horizon_year": 2035} | facts
    study = factories.make_study(n_drivers=6, n_options=4, n_groups=1, owner=owner, **facts)
    for code, quadrant in (("W1", "Q1"), ("W2", "Q2"), ("W3", "Q3")):
        studies.add_signpost(
            study, code, quadrant, indicator=factories.text(f"Sign {code}"), source={}, threshold={}
        )
    set_phases(study, PHASES, [], mark_content(study.phases))
    return study


def run_to_strategy(study: Study, *, prefers: str | None = "Q1") -> list:
    """Run three rounds; the panel clearly prefers a scenario, or none. The fourth is left in preparation."""
    experts = factories.make_panel(study, N_EXPERTS)
    first, second, third, _fourth = factories.make_rounds(study)
    for round_ in (first, second):
        world.run_round(round_, experts)
    world.adopt_axes(study)
    plans.compose_confirmation(study, third, study.drivers)
    rounds.open_round(third)

    def choose(index, question):
        if question.name == "desirability":
            liked = 7 - index % 2 if prefers else 4
            return liked if question.quadrant == prefers else 2 + index % 3 if prefers else 4 + index % 2
        return (
            {"Q1": 2, "Q2": 4, "Q3": 6, "Q4": 4}[question.quadrant]
            if question.name == "plausibility"
            else (factories.pick(index, question))
        )

    factories.answer_round(third, experts, choose)
    factories.close_round(third)
    results.confirm_axes(study)
    results.build_scenarios(study)
    for quadrant in QUADRANTS:
        texts = (factories.text(f"{quadrant} {part}") for part in ("name", "headline", "story"))
        decisions.word_scenario(study, quadrant, *texts)
    choose_asks(study, RoundKind.STRATEGY, ["contribution", "signpost"])
    plans.compose_strategy(study, study.rounds[3])
    return experts


def get_study() -> Study:
    """Return the study of this database."""
    return db.session.query(Study).one()


def list_experts() -> list[Invitation]:
    """Return its experts in the order in which they were invited."""
    return db.session.query(Invitation).order_by(Invitation.name).all()


def answer(index, question):
    """Answer the fourth round: options with a little noise, signposts as planted."""
    if question.name == "performance":
        return PERFORMANCE[question.option.code][QUADRANTS.index(question.quadrant)]
    if question.name == "contribution":
        return CONTRIBUTION[question.option.code]
    if question.name == "failure":
        return Value(data={"text": f"Fear {index} for {question.option.code}"})
    if question.name.startswith("signpost_"):
        counts = SEEN[question.name.removeprefix("signpost_")]
        chosen = [quadrant for quadrant, count in counts.items() if index < count]
        return Value(data={"choices": chosen or ["none"]})
    return factories.pick(index, question)


def rate_options(study: Study, experts, choose=answer) -> None:
    """Run the fourth round and class the options."""
    fourth = study.rounds[3]
    rounds.open_round(fourth)
    factories.answer_round(fourth, experts, choose)
    factories.close_round(fourth)
    results.assess_strategy(study)


def change_option(study: Study, code: str, **cells: str) -> None:
    """Change cells of an option as somebody who edits the table would."""
    row = next(row for row in get_plan_table(study, PLAN["options"]).rows if row.code == code)
    change_row(study, PLAN["options"], row.id, cells, row.mark, None)
