"""Title and introduction of the round that tests options under stress, in English and Korean."""

from __future__ import annotations

STRESS_NAME = {"en": "Stress frame", "ko": "스트레스 틀"}
STRESS_TITLE = {"en": "Stress test", "ko": "스트레스 검증"}
STRESS_INTRO = {
    "en": (
        "Beside the scenarios, this round asks about the world outside: two forces that lie on neither "
        "axis, and the four ways in which they can end. Please judge how well each option would serve "
        "the focal question in each of these four worlds, from −3 (works strongly against it) through 0 "
        "(makes no difference) to +3 (serves it strongly). The answers show which options hold up "
        "under pressure from outside."
    ),
    "ko": (
        "이번 라운드에서는 시나리오와 별도로 바깥 세계, 곧 두 축에 속하지 않는 두 요인과 그 요인이 만나는 "
        "네 가지 상황을 여쭙니다. "
        "각 전략 대안이 이 네 상황에서 핵심 질문의 해결에 얼마나 도움이 될지를 −3(크게 방해가 됨)부터 "
        "0(차이가 없음)을 거쳐 +3(크게 도움이 됨)까지 판단해 주시기 바랍니다. 응답을 통하여 외부의 "
        "압력 아래에서도 유효한 전략 대안을 알 수 있습니다."
    ),
}
