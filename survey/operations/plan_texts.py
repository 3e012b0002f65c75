"""The standard titles and introductions of a scenario study’s rounds, in English and Korean."""

from __future__ import annotations

ROUND_TEXTS: dict[str, dict[str, dict[str, str]]] = {
    "rate": {
        "title": {"en": "Your own judgement", "ko": "독립적인 판단"},
        "intro": {
            "en": (
                "Please judge each driver as you see it yourself: how much it matters for the focal "
                "question, how uncertain its outcome is, where you expect it to stand in the horizon "
                "year and how far it can be influenced. Nobody else’s answers are shown in this round, "
                "because any axes of the scenarios are computed from these independent first answers. "
                "Where a driver lies beyond what you know, “outside my field” is a full answer and is "
                "never turned into a number."
            ),
            "ko": (
                "각 동인이 핵심 질문에 얼마나 중요한지, 그 결과가 얼마나 불확실한지, 목표 연도에 어떤 "
                "상태에 이를지, 얼마나 영향을 미칠 수 있는지를 스스로 판단하여 답해 주시기 바랍니다. "
                "시나리오의 축은 이 독립적인 첫 응답을 바탕으로 계산하므로, 이번 라운드에서는 다른 분의 "
                "응답을 보여 드리지 않습니다. 잘 모르시는 동인에는 ‘제 분야 밖입니다’를 선택하실 수 "
                "있으며, 이는 온전한 응답으로 존중되고 숫자로 바뀌지 않습니다."
            ),
        },
    },
    "rerate": {
        "title": {"en": "A second look", "ko": "다시 살펴보기"},
        "intro": {
            "en": (
                "Beside your earlier answer you now see the panel’s median, the middle half of its "
                "answers and the reasons that experts gave, all without names. Please look at each "
                "driver again and keep or change your answer freely: changing is not better than "
                "keeping, and a short reason for an answer away from the median helps the others to "
                "understand it. Both rounds together show where the panel agrees, where its judgement "
                "has settled and where it remains divided."
            ),
            "ko": (
                "이제 지난 응답과 함께 패널의 중앙값, 가운데 절반의 범위, 전문가들이 남긴 "
                "이유를 모두 이름 없이 보여 드립니다. 각 동인을 다시 살펴보시고 응답을 그대로 두시거나 "
                "자유롭게 바꾸어 주십시오. 바꾸는 것이 그대로 두는 것보다 더 나은 것은 아니며, 중앙값과 "
                "다른 응답에 짧은 이유를 남겨 주시면 다른 분들이 이해하는 데 도움이 됩니다. 두 라운드를 "
                "함께 보면 패널의 의견이 어디에서 일치하고 어디에서 안정되었으며 어디에서 여전히 "
                "갈리는지를 알 수 있습니다."
            ),
        },
    },
    "confirm": {
        "title": {"en": "Your view of the axes", "ko": "축에 대한 판단"},
        "intro": {
            "en": (
                "Two axes have been proposed from the answers of the first round, but a calculation "
                "alone should not decide them. Please say to which axis each driver belongs, whether one "
                "axis makes an outcome on the other more or less likely, and how plausible and how "
                "desirable each of the four corners is. If the panel’s answers do not support the axes, "
                "they are not confirmed, and the report says so."
            ),
            "ko": (
                "첫 라운드의 응답을 바탕으로 두 축을 제안하였으나, 축을 계산만으로 정할 수는 없습니다. "
                "각 동인이 어느 축에 속하는지, 한 축의 결과에 따라 다른 축의 결과가 일어날 가능성이 "
                "커지거나 작아지는지, 두 축의 극단이 만나는 네 모서리가 각각 얼마나 그럴듯하고 "
                "바람직한지를 판단해 주시기 바랍니다. 패널의 응답이 두 축을 뒷받침하지 않으면 축을 "
                "확정하지 않으며, 보고서에 그 사실을 밝힙니다."
            ),
        },
    },
    "strategy": {
        "title": {"en": "Options in four scenarios", "ko": "네 시나리오 속의 전략 대안"},
        "intro": {
            "en": (
                "Please judge how well each option would serve the focal question in each of the four "
                "scenarios, from −3 (works strongly against it) through 0 (makes no difference) to +3 "
                "(serves it strongly). Take each scenario as if it had come about; how likely you think "
                "it is plays no part here. The answers show which options hold up in every scenario, "
                "which only in some, and where the panel’s judgements differ."
            ),
            "ko": (
                "각 전략 대안이 네 시나리오에서 핵심 질문의 해결에 얼마나 도움이 될지를 −3(크게 방해가 "
                "됨)부터 0(차이가 없음)을 거쳐 +3(크게 도움이 됨)까지 판단해 주시기 바랍니다. 각 "
                "시나리오가 실제로 이루어졌다고 가정하시고, 그 시나리오가 일어날 가능성은 고려하지 "
                "않으셔도 됩니다. 응답을 통하여 어느 전략 대안이 모든 시나리오에서 유효하고 어느 것이 "
                "일부에서만 유효한지, 패널의 판단이 어디에서 갈리는지를 알 수 있습니다."
            ),
        },
    },
}
"""Title and introduction by round kind; each is a text by language."""

SECTION_TITLES: dict[str, dict[str, str]] = {
    "sort": {"en": "Drivers that would move together", "ko": "함께 움직일 동인"},
    "allocation": {"en": "Drivers and axes", "ko": "동인과 축"},
    "dependence": {"en": "How the axes depend on each other", "ko": "두 축의 의존 관계"},
    "corners": {"en": "The four corners", "ko": "네 모서리"},
    "today": {"en": "Where things stand today", "ko": "현재의 위치"},
    "expected": {"en": "The future you expect", "ko": "예상하시는 미래"},
    "effect": {"en": "What each future would change", "ko": "각 미래가 바꾸어 놓을 것"},
    "outcome": {"en": "Drivers on neither axis", "ko": "어느 축에도 속하지 않는 동인"},
    "names": {"en": "Names for the four futures", "ko": "네 미래의 이름"},
    "wild_card": {"en": "What could overturn everything", "ko": "모든 것을 뒤엎을 수 있는 일"},
    "contribution": {"en": "What the options themselves bring about", "ko": "대안이 스스로 가져오는 변화"},
    "failure": {"en": "What may break the options", "ko": "전략 대안을 무너뜨릴 수 있는 것"},
    "signpost": {"en": "Signs of what is coming", "ko": "다가올 미래의 징후"},
    "name_vote": {"en": "A name for each scenario", "ko": "각 시나리오의 이름"},
}
"""Titles of the sections that do not take theirs from the study’s own content; each is a text by language."""
