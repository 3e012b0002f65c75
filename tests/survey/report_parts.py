"""Test data: the parts of an invented report, each with made-up figures."""

from datetime import date

from survey.reports import context as c
from survey.reports import findings
from tests.survey.report_places import build_cloud

QUADRANT_SIGNS = {"Q1": (1, 1), "Q2": (-1, 1), "Q3": (-1, -1), "Q4": (1, -1)}
CLASSES = {
    "S1.1": "no_regret",
    "S1.2": "no_regret",
    "S1.3": "core_with_exit",
    "S2.1": "no_regret",
    "S2.2": "core_with_exit",
    "S2.3": "contingent",
    "S2.4": "core_with_exit",
    "S2.5": "big_bet",
    "S3.1": "no_regret",
    "S3.2": "undetermined",
    "S3.3": "abandon",
    "S3.4": "hedge",
}
PATTERNS = {
    "no_regret": (3, 2, 1, 2),
    "core_with_exit": (2, 1, -1, 2),
    "contingent": (2, 0, -1, 1),
    "big_bet": (3, 2, -2, -1),
    "hedge": (0, -1, 2, 1.5),
    "abandon": (0, 0.5, -1, 0),
    "undetermined": (1, 0.5, 0, 1),
}


QUESTIONS = (
    ("impact", "Impact", "How strongly would this driver change the answer to the focal question?"),
    ("uncertainty", "Uncertainty", "How hard is it to say today where this driver will end?"),
    ("expectation", "Expected state", "Where do you expect this driver to stand at the horizon?"),
)
LIMITS = (
    ("simulated", {}),
    ("two_uncertainties", {}),
    ("good_good_corner", {}),
    ("endogenous_axes", {"control_a": 5.1, "control_b": 4.8}),
    ("facilitator_power", {"n": 1}),
    ("false_precision", {"n": 30}),
    ("attrition", {"first": 30, "last": 26}),
    ("always_returns", {}),
)


def build_driver(d, s, rng) -> c.Driver:
    impact, uncertainty = (
        min(0.93, max(0.25, rng.gauss(0.63, 0.11))),
        min(0.9, max(0.2, rng.gauss(0.54, 0.1))),
    )
    high = "critical" if uncertainty >= 0.5 else "predetermined"
    cell = high if impact >= 0.5 else ("watch" if uncertainty >= 0.5 else "background")
    axis = next((a.key for a in s.axis_wording if d.code in a.drivers), None)
    return c.Driver(
        d.code,
        d.name,
        d.low_pole,
        d.high_pole,
        d.category,
        d.statement,
        d.mention,
        d.passage,
        impact,
        uncertainty,
        (impact - 0.06, impact + 0.05),
        (uncertainty - 0.07, uncertainty + 0.06),
        0.42,
        rng.random(),
        rng.uniform(2, 6),
        cell,
        axis,
    )


def build_question(question, items, rng, n_rounds) -> c.QuestionResult:
    results = tuple(build_item(item, rng, n_rounds) for item in items)
    return c.QuestionResult(
        *question,
        1,
        7,
        "very low",
        "very high",
        "share>=0.75 in 6-7",
        results,
        stability_reason="Two thirds of the items are stable." if n_rounds > 1 else "",
        kendall_w=0.31,
        krippendorff_alpha=0.22,
    )


def build_item(item, rng, n_rounds) -> c.ItemResult:
    middle, figures = rng.choice((3, 4, 5, 5.5, 6, 6)), []
    for number in range(1, n_rounds + 1):
        width = max(0, rng.choice((1, 2, 3)) - number + 1)
        q1, q3 = max(1, middle - width), min(7, middle + rng.choice((0.5, 1)))
        share = rng.random()
        figures.append(
            c.RoundFigures(
                number,
                30 - number,
                middle,
                q1,
                q3,
                q3 - q1,
                number,
                1,
                share,
                rng.random(),
                share >= 0.75,
                False,
            )
        )
    verdicts = (
        ("consensus", "open", "stable dissent", "provisional consensus")
        if n_rounds > 1
        else ("consensus", "no consensus")
    )
    verdict = "consensus" if figures[-1].met else rng.choice(verdicts[1:])
    return c.ItemResult(
        item.code,
        item.name,
        tuple(figures),
        verdict,
        rng.random() > 0.4,
        0.23,
        0.5,
        0.61,
        verdict == "stable dissent",
    )


def build_method(s) -> c.MethodPart:
    flow = (
        ("Independent rating", "impact, uncertainty, expected state", 30, 28),
        ("Rating with feedback", "the same, after feedback", 28, 27),
        ("Axes and corners", "axes, plausibility, desirability", 28, 26),
        ("Options", "options in every scenario", 28, 26),
    )
    rounds = tuple(
        c.RoundFlow(
            i,
            name,
            asks,
            invited,
            answered,
            date(2026, 8 + i if i < 4 else 11, 1),
            date(2026, 8 + i if i < 4 else 11, 18),
        )
        for i, (name, asks, invited, answered) in enumerate(flow, 1)
    )
    groups = tuple(c.GroupCount(g.name, 6, (6, 6, 5, None)) for g in s.groups)
    protocol = (
        ("Consensus rule", "share>=0.75 in 6-7"),
        ("Stability rule", "fewer than 15 % change"),
        ("Quantiles", "linear"),
        ("Smallest group shown", "5"),
    )
    change = c.ProtocolChange(
        date(2026, 9, 20), "Deadline of round 2 moved by three days", "Public holiday", "Coordinator"
    )
    return c.MethodPart(rounds, groups, protocol, "9f2c41d07b3e" * 5, date(2026, 9, 1), (change,), 0.06, 0.03)


def build_systems(s) -> c.SystemsPart:
    systems = tuple(c.System(x.code, x.name, x.place) for x in s.systems)
    criteria = tuple(
        c.Criterion(k.code, k.name, tuple(c.Cell(x.text, x.source or "") for x in vars(k.cells).values()))
        for k in s.criteria
    )
    return c.SystemsPart(systems, criteria)


GATES = (
    c.Gate("experts", "Enough experts answered", True, 28, 8),
    c.Gate("parallel_first", "The first dimension is more than chance", True, 0.005, 0.05),
    c.Gate("parallel_second", "The second dimension is more than chance", True, 0.015, 0.05),
    c.Gate("stability", "The grouping survives resampling of the panel", True, 0.58, 0.35),
    c.Gate("independence", "The two axes are independent enough", True, 0.31, 0.6),
)


def build_axes(s, drivers, rng) -> c.AxesPart:
    named = {d.code: d.name for d in drivers}
    axes = tuple(
        c.Axis(
            a.key,
            a.name,
            a.low_pole,
            a.high_pole,
            tuple(c.AxisDriver(x, named[x], rng.uniform(0.4, 0.8)) for x in a.drivers),
            0.61,
            0.82,
            5.0,
            "author",
        )
        for a in s.axis_wording
    )
    placed = tuple(build_placed(d, rng) for d in drivers)
    pairs = build_pairs(axes, drivers)
    override = c.Override(
        date(2026, 10, 30),
        "Coordinator",
        "Axis B renamed",
        "The panel's most approved name was too long for a chart.",
    )
    return c.AxesPart(
        True,
        "all_gates_passed",
        "computed",
        GATES,
        28,
        axes,
        "spectral",
        ("ratings", "sorts", "pairs"),
        2,
        0.58,
        0.11,
        pairs,
        (("clv", 0.91), ("hac-ward", 0.73)),
        placed,
        build_confirmation(),
        (override,),
    )


def build_pairs(axes, drivers) -> tuple[c.PairRow, ...]:
    pair = c.PairRow((axes[0].name, axes[1].name), 0.61, 0.31, (0.82, 0.77), 0.86, 0.74, True)
    other = c.PairRow(
        (axes[0].name, drivers[-1].name), 0.55, 0.66, (0.82, 0.41), 0.6, 0.2, False, ("alpha", "independence")
    )
    return pair, other


def build_confirmation() -> c.Confirmation:
    corner = c.Gate("corners", "All four corners are plausible", True, 4.0, 3.0)
    return c.Confirmation(
        True,
        3,
        26,
        (c.Gate("allocation", "Drivers allocated as proposed", True, 0.86, 0.6), corner),
        0.86,
        0.41,
        0.5,
    )


def build_placed(d, rng) -> c.Placed:
    centre = {"A": (0.6, 0.12), "B": (0.12, 0.6)}.get(d.axis, (0.2, 0.2))
    a, b = rng.gauss(centre[0], 0.11), rng.gauss(centre[1], 0.11)
    return c.Placed(d.code, d.name, a, b, (a - 0.13, a + 0.11), (b - 0.12, b + 0.13), d.axis, 0.6)


def build_scenarios(s, drivers, rng) -> c.ScenariosPart:
    plausible = {"Q1": (5, 6.5), "Q2": (4, 3), "Q3": (4, 1.5), "Q4": (5, 3.5)}
    scenarios = tuple(
        c.Scenario(
            x.quadrant,
            x.name,
            x.headline,
            x.narrative,
            plausibility=c.Spread(p, p - 1, p + 1, 26),
            desirability=c.Spread(w, w - 0.5, min(7, w + 1), 26),
            share_expecting=0.25,
        )
        for x in s.scenario_texts
        for p, w in [plausible[x.quadrant]]
    )
    rows = []
    for d in drivers:
        index = {"A": 0, "B": 1}.get(d.axis)
        ends = {
            q: ("high" if signs[index] > 0 else "low") if index is not None else "open"
            for q, signs in QUADRANT_SIGNS.items()
        }
        rows.append(c.OutcomeRow(d.code, d.name, d.low_pole, d.high_pole, ends, False, d.axis))
    return c.ScenariosPart(
        scenarios,
        tuple(rows),
        {"Q1-Q2": 0.58, "Q1-Q3": 0.92, "Q1-Q4": 0.33, "Q2-Q3": 0.33, "Q2-Q4": 0.92, "Q3-Q4": 0.58},
        cloud=build_cloud(),
    )


def build_preference(s) -> c.PreferencePart:
    medians, intervals = (
        {"Q1": 6.5, "Q2": 3.0, "Q3": 1.5, "Q4": 3.5},
        {"Q1": (6, 7), "Q2": (2, 4), "Q3": (1, 2), "Q4": (3, 4)},
    )
    groups = tuple(
        c.GroupPreference(g.name, 5, {"Q1": 6.0, "Q2": 3.0, "Q3": 2.0, "Q4": 4.0}) for g in s.groups[:3]
    )
    return c.PreferencePart(
        "Q1",
        medians,
        intervals,
        1,
        7,
        26,
        groups,
        ("A strong Daedeok alone would serve the region better.",),
    )


def build_option(o, rng) -> c.Option:
    kind = CLASSES[o.code]
    values = dict(zip(c.QUADRANTS, PATTERNS[kind], strict=True))
    probability = {kind: 0.55} if kind == "undetermined" else {kind: rng.uniform(0.65, 0.95)}
    return c.Option(
        o.code,
        o.direction,
        o.name,
        values,
        dict.fromkeys(c.QUADRANTS, 1.0),
        dict.fromkeys(c.QUADRANTS, 26),
        kind,
        probability,
        o.description,
        o.actor,
        o.instrument,
        o.phase,
        o.lead_time_years,
        o.cost_class,
        tuple(o.prerequisites),
        o.trigger,
        o.code == "S1.1",
        sum(values.values()) / 4,
        min(values.values()),
        max(values.values()),
        max(0, -min(values.values())),
        max(values.values()),
        ("The two hosts have tried this before.",) if o.code == "S1.3" else (),
    )


def build_strategy(s, rng) -> c.StrategyPart:
    options = tuple(build_option(o, rng) for o in s.options)
    phases = tuple(c.Phase(p.number, p.name, p.from_year, p.to_year) for p in s.phases)
    signposts = tuple(c.Signpost(x.code, x.quadrant, x.indicator, x.source, x.threshold) for x in s.signposts)
    return c.StrategyPart(
        tuple(c.Direction(d.code, d.name) for d in s.directions),
        options,
        phases,
        signposts,
        -3,
        3,
        26,
        0.62,
    )


def build_recommendations(strategy) -> tuple[c.Recommendation, ...]:
    """Advise every option in the order of the classes, in plain words."""
    states = {"abandon": "drop", "undetermined": "ask_again"}
    return tuple(
        c.Recommendation(
            option=option.code,
            state=states.get(option.option_class, "recommended"),
            sentence=f"Do “{option.name}” ({option.option_class}).",
            proposed=f"Do “{option.name}”.",
            changes_mind="If the median in Q3 fell to 0.",
            proposed_change="If the median in Q3 fell to 0.",
            signposts=(strategy.signposts[0].code,),
        )
        for option in findings.recommended(strategy.options)
    )


def build_annex(drivers) -> c.AnnexPart:
    texts = (
        ("low", "Institutes are paid for papers; nothing in sight changes that."),
        ("high", "The new rules already reward licences, and young heads of institute use them."),
    )
    reasons = tuple(
        c.Reason(d.code, d.name, "Impact", side, text, 1) for d in drivers[:5] for side, text in texts
    )
    parameters = (
        ("Seed", "20261122"),
        ("Bootstrap resamples", "200"),
        ("Permutations", "199"),
        ("Axis method", "spectral"),
    )
    return c.AnnexPart(
        reasons,
        parameters,
        (("Tholos", "0.1.0"), ("numpy", "2.4.6")),
        (("Answers", "3b7e" * 16), ("Protocol", "9f2c41d07b3e" * 5)),
    )
