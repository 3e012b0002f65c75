"""Every error the analysis raises on purpose.

AnalysisError (a ValueError)
├── InvalidRatings      arrays, names or shapes that do not fit together
├── ScaleMismatch       a value, a band or a rule that lies off the scale
├── InvalidScale        a scale that cannot be read or has fewer than two points
├── InvalidRule         a rule text that cannot be read
├── InvalidSetting      a setting outside its allowed values
├── UnknownRound        a round that the ratings do not hold
├── UnknownQuestion     a question that the file does not hold
├── TooFewExperts       fewer experts than the computation needs
├── TooFewItems         fewer items than the computation needs
└── BadFile             a file that cannot be read as what it claims to be
"""

from collections.abc import Iterable


class AnalysisError(ValueError):
    """Say that an analysis cannot be done with what was given."""


class InvalidRatings(AnalysisError):
    """Say that arrays, names or shapes do not fit together."""


class ScaleMismatch(AnalysisError):
    """Say that a value, a band or a rule lies off the scale."""


class InvalidScale(AnalysisError):
    """Say that a scale cannot be read or has too few points."""


class InvalidRule(AnalysisError):
    """Say that a rule text cannot be read."""

    def __init__(self, text: str, expected: str):
        self.text = text
        self.expected = expected
        super().__init__(f"{text!r} is not a rule; expected {expected}")


class InvalidSetting(AnalysisError):
    """Say that a setting lies outside its allowed values."""

    def __init__(self, name: str, value: object, allowed: Iterable[object] | str):
        self.name = name
        self.value = value
        wanted = allowed if isinstance(allowed, str) else ", ".join(str(one) for one in allowed)
        super().__init__(f"{name} is {value!r}; expected {wanted}")


class UnknownRound(AnalysisError):
    """Say that the ratings do not hold this round."""

    def __init__(self, round_: object, rounds: Iterable[int]):
        self.round_ = round_
        self.rounds = tuple(rounds)
        super().__init__(f"there is no round {round_}; expected one of {', '.join(map(str, self.rounds))}")


class UnknownQuestion(AnalysisError):
    """Say that the file does not hold this question."""

    def __init__(self, question: str, questions: Iterable[str]):
        self.question = question
        self.questions = tuple(questions)
        super().__init__(f"there is no question {question!r}; expected one of {', '.join(self.questions)}")


class TooFewExperts(AnalysisError):
    """Say that fewer experts answered than the computation needs."""

    def __init__(self, n_experts: int, needed: int):
        self.n_experts = n_experts
        self.needed = needed
        super().__init__(f"{n_experts} experts answered; at least {needed} are needed")


class TooFewItems(AnalysisError):
    """Say that there are fewer items than the computation needs."""

    def __init__(self, n_items: int, needed: int):
        self.n_items = n_items
        self.needed = needed
        super().__init__(f"there are {n_items} items; at least {needed} are needed")


class BadFile(AnalysisError):
    """Name the file, the row, what is wrong there and what was expected instead."""

    def __init__(self, path: str, row: int | None, problem: str, expected: str):
        self.path = path
        self.row = row
        self.problem = problem
        self.expected = expected
        place = path if row is None else f"{path}, row {row}"
        super().__init__(f"{place}: {problem}; expected {expected}")
