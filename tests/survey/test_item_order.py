"""The order of items: everybody's own where the protocol says so, the same each time, and kept nowhere."""

import json

import pytest
from sqlalchemy import inspect, text

from survey.db import db
from survey.errors import BadStudyFile
from survey.operations import rounds
from survey.queries.answering import view_round
from tests.factories import make_panel, make_rounds, make_study, panelist_id

N_DRIVERS = 12


def make_open_round(order=None, **facts):
    protocol = {"item_order": order} if order else {}
    study = make_study(n_drivers=N_DRIVERS, protocol=protocol, **facts)
    panel = make_panel(study, 4)
    first = make_rounds(study, with_sort=True)[0]
    rounds.open_round(first)
    return study, first, [panelist_id(study, each) for each in panel]


def drivers(view):
    return [[card.question.driver_id for card in each.cards] for each in view.sections]


def test_everybody_meets_the_items_in_one_order_by_default(app):
    _, first, panel = make_open_round()
    orders = {json.dumps(drivers(view_round(each, first))) for each in panel}
    assert orders == {json.dumps([[q.driver_id for q in s.questions][::4] for s in first.sections])}


def test_each_expert_has_an_order_of_their_own_that_stays(app):
    _, first, panel = make_open_round("random")
    views = [view_round(each, first) for each in panel]
    assert len({json.dumps(drivers(view)) for view in views}) == len(panel)
    assert drivers(view_round(panel[0], first)) == drivers(views[0])
    for view in views:
        assert [len(each.cards) for each in view.sections] == [4, 4, 4, 1]
        asked = [item.question.id for item in view.items]
        assert sorted(asked) == sorted(question.id for question in first.questions)
        # The questions on one driver stay together; the sort has a page of its own and stays last.
        assert all(
            len({item.question.driver_id for item in card.items}) == 1 for card in view.sections[0].cards
        )
        assert view.sections[-1].items[0].question.kind == "pile_sort"


def test_lighter_items_come_before_heavier_ones_where_pages_have_no_title(app):
    study = make_study(n_drivers=0, protocol={"item_order": "random"})
    round_ = rounds.create_round(study, "free", {"en": "A round"}, {})
    kinds = ("text", "rating", "text", "rating", "rating", "text")
    for place in (0, 3):
        specs = [
            rounds.QuestionSpec(kind, f"q{place + at}") for at, kind in enumerate(kinds[place : place + 3])
        ]
        rounds.add_section(round_, {}, specs)
    rounds.open_round(round_)
    for expert in make_panel(study, 5):
        view = view_round(panelist_id(study, expert), round_)
        efforts = [card.effort for each in view.sections for card in each.cards]
        assert efforts == sorted(efforts)


def test_order_stands_in_no_table(app):
    _, first, panel = make_open_round("random")

    def everything():
        names = inspect(db.engine).get_table_names()
        return {name: db.session.execute(text(f"SELECT * FROM {name}")).all() for name in sorted(names)}

    before = everything()
    for each in panel:
        view_round(each, first)
    db.session.expire_all()
    assert everything() == before


def test_pages_that_lost_their_theme_have_neutral_titles(app, visitor):
    study, _, _ = make_open_round("random")
    expert = make_panel(study, 1)[0]
    page = visitor.come_as(expert).get("answer.show_section", number=1, position=2)
    assert page.heading == "Part 2"


def test_protocol_knows_two_orders(app):
    with pytest.raises(BadStudyFile):
        make_study(protocol={"item_order": "alphabetical"})
