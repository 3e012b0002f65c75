"""The meaning of what follows from the answers: futures, options, way back, stress test."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from survey.reports.annex.units import COUNT, NUMBER, ROUND, SCALE, SHARE, UNIT_INTERVAL, YEAR, YEARS

FUTURE: dict[str, tuple[Any, Any]] = {
    "differentiation": (_("Driver outcomes in which two scenarios differ"), SHARE),
    "intervals": (_("80 % interval of the median over resampled panels"), SCALE),
    "share_expecting": (_("Experts who expect this scenario"), SHARE),
    "n_expecting": (_("Experts who expect this scenario"), COUNT),
    "n_expected": (_("Experts who said which scenario they expect"), COUNT),
    "gap": (_("Median desirability less median plausibility"), SCALE),
    "values": (_("Median of how well the option serves the goal, by scenario"), SCALE),
    "main_values": (_("The same on the main axes"), SCALE),
    "class_probability": (_("Resampled panels that give the option this class"), SHARE),
    "probability": (_("Resampled panels that give the option its class"), SHARE),
    "main_probability": (_("The same on the main axes"), SHARE),
    "laplace": (_("Weighted mean over the scenarios"), SCALE),
    "maximin": (_("Worst value over the scenarios"), SCALE),
    "maximax": (_("Best value over the scenarios"), SCALE),
    "hurwicz": (_("Best and worst value weighed, by the weight of the best"), SCALE),
    "domain": (_("Weighted scenarios in which the option reaches this value"), SHARE),
    "regret_do": (_("Largest harm where it is done"), SCALE),
    "regret_dont": (_("Largest benefit missed where it is not done"), SCALE),
    "regret": (_("Regret against the others of its set"), SCALE),
    "largest": (_("Largest regret within the set"), SCALE),
    "ranks": (_("Rank by a rule"), NUMBER),
    "rules_w": (_("Agreement of the rules on the order (Kendall’s W)"), UNIT_INTERVAL),
    "weights": (_("Weight of a scenario"), SHARE),
    "contribution": (_("Median of how far the option brings the preferred future about"), SCALE),
    "contribution_iqr": (_("Upper less lower quartile of the same"), SCALE),
    "contribution_n": (_("Experts who judged it"), COUNT),
    "phase": (_("Phase of the roadmap"), NUMBER),
    "lead_time_years": (_("Lead time"), YEARS),
    "start_year": (_("Year in which it starts"), YEAR),
    "ready_year": (_("Year in which it works"), YEAR),
    "from_year": (_("First year"), YEAR),
    "to_year": (_("Last year"), YEAR),
    "latest_start": (_("Latest year to start"), YEAR),
    "latest_end": (_("Latest year to end"), YEAR),
    "today": (_("Year from which the way is counted"), YEAR),
    "horizon": (_("Year at which the way ends"), YEAR),
    "n_required": (_("Conditions that must hold"), COUNT),
    "shares": (_("Experts who see the sign in a scenario"), SHARE),
    "diagnosticity": (_("How far the sign tells the scenarios apart"), UNIT_INTERVAL),
    "at_most": (_("The most that its votes allow"), UNIT_INTERVAL),
    "signposts_round": (_("Round that judged the signposts"), ROUND),
    "at": (_("Value at which the recommendation would change"), SCALE),
    "now": (_("Value on which the recommendation stands"), SCALE),
    "wide": (_("Scenario and spread of an option on which the panel is apart"), SCALE),
}
