"""Every rule that a study may choose, and every verdict, can be told in words."""

import numpy as np
import pytest
from flask import Flask
from flask_babel import Babel

from analysis.consensus.result import verdict_of
from analysis.consensus.rule_choice import default_rule, sensitivity_rules
from analysis.consensus.rule_texts import parse_rule
from analysis.ratings import Ratings, Scale
from analysis.stability import VERDICTS, assess_stability
from survey.queries.consensus_order import distance_to_rule
from survey.words import reason_words, rule_words
from survey.words.codes import verdict_word

TEXTS = (
    "iqr<=1",
    "iqr<=0.25 of range",
    "share>=0.75 in 6-7",
    "share>=0.75 in 1-2 or 6-7",
    "share>=0.75 within 1 of median",
    "comet 70/15",
    "rand-ucla",
    "rand-classic",
    "a>=0.6",
    "apmo",
    "cvr",
    "cvr in -3-3",
)


@pytest.fixture
def context():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def test_every_rule_has_words(context):
    shown = {rule.text for low, high in ((1, 5), (1, 7), (1, 9), (0, 100)) for rule in rules_on(low, high)}
    told = [rule_words(parse_rule(text).text) for text in (*TEXTS, *shown)]

    assert not set(told) & {*TEXTS, *shown}
    assert len({rule_words(text) for text in TEXTS}) == len(TEXTS)


def rules_on(low, high):
    scale = Scale(low, high)
    return [default_rule(scale), *sensitivity_rules(scale)]


def test_every_verdict_has_words(context):
    codes = {verdict_of(met, polarised) for met in (None, True, False) for polarised in (True, False)}

    assert "–" not in {verdict_word(code) for code in codes | set(VERDICTS.values())}


def test_distance_to_a_limit_on_the_range_is_in_shares_of_the_range():
    figures = {"rule": "iqr<=0.25 of range", "iqr": 3.0, "relative_iqr": 0.5}

    assert distance_to_rule(figures) == pytest.approx(0.25)


def test_every_reason_of_a_change_has_words(context):
    few = panel_of([[3.0] * 3, [4.0] * 3])
    same = panel_of([[3.0] * 6, [3.0] * 6])
    reasons = {
        reason
        for ratings in (few, same)
        for item in assess_stability(ratings, 1, 2, "iqr<=1", stability_rule="kappa>=0.6").items
        for reason in item.undefined.values()
    }
    assert len(reasons) > 2
    assert all(reason_words(reason) for reason in reasons)
    assert not any("are needed" in reason_words(reason) for reason in reasons)


def panel_of(rounds):
    values = np.array(rounds)[:, :, np.newaxis]
    experts = [f"e{number}" for number in range(values.shape[1])]
    return Ratings(values, np.zeros(values.shape, bool), experts, ["i"], [1, 2], Scale(1, 7), "impact", None)
