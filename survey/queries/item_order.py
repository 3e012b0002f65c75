"""The order in which one expert meets the items of a round, where the protocol gives everybody their own.

The order is computed from the pseudonym each time it is shown. It is kept nowhere, so that nothing stored
or exported can tell it, and it stays the same for an expert as long as the round does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from survey.models import ITEM_ORDERS, Study
from survey.queries.answer_cards import Card, SectionView
from survey.tokens import item_order_key

FIXED, RANDOM = ITEM_ORDERS


def arrange(study: Study, panelist_id: str, sections: Sequence[SectionView]) -> list[SectionView]:
    """Return a round's sections with the cards in the order of this panelist.

    Cards move within a section that has a title, and across neighbouring sections that have none; there
    the lighter ones come first. Sections keep their sizes.
    """
    if study.protocol.get("item_order", FIXED) != RANDOM:
        return list(sections)

    def place(card: Card) -> tuple[int, bytes]:
        return card.effort, item_order_key(study.link_key, panelist_id, card.question.id)

    arranged: list[SectionView] = []
    for is_titled, group in groupby(sections, lambda view: bool(view.section.title)):
        views = list(group)
        for pool in [[view] for view in views] if is_titled else [views]:
            cards = iter(sorted((card for view in pool for card in view.cards), key=place))
            arranged += [
                replace(view, cards=[next(cards) for _ in view.cards], is_shuffled=not is_titled)
                for view in pool
            ]
    return arranged
