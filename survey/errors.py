"""Every domain error of Tholos.

    TholosError
    ├── NotAllowed                 the act is not this person's to do
    ├── NotFound                   nothing there that this visitor may see
    ├── IllegalTransition          a round cannot go from here to there
    │   ├── RoundNotOpen           answers are taken only while a round is open
    │   │   └── RoundPaused        the organisers have stopped an open round for a while
    │   ├── RoundAlreadyOpen       another round of the study still runs
    │   ├── RoundEmpty             a round without questions cannot open
    │   └── TooFewAnswers          so few answered that nothing may be shown
    ├── InvalidAnswer              the value does not fit the question
    ├── StaleAnswer                a newer version of this answer exists
    ├── ProtocolLocked             the protocol is fixed since round 1 opened
    ├── NothingToDecide            axes cannot be confirmed: nothing was proposed
    ├── MissingReason              an override needs its reason
    ├── BadCell                    what was typed into a cell of a table cannot stand there
    ├── CellsRefused               some cells of a row were not saved, each for its own reason
    ├── CannotPutBack              what lies in the bin no longer fits where it was
    ├── BadStudyFile               an imported study or ratings file is faulty
    ├── BadTable                   a spreadsheet or pasted table cannot be read
    │   └── BadRow                 one row of it says something that cannot be taken in
    ├── PdfUnavailable             the PDF engine's libraries are missing
    └── ConfigurationError         the environment does not allow a safe start

Messages are translatable English sentences: what is wrong and what to do. They are formatted with
``params`` only where they are shown, in the reader's language.
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError

DatabaseRefusal = DBAPIError
"""What the database says when it cannot do what it was asked, under a name that commands may know."""

DatabaseConflict = IntegrityError
"""What it says when two people did at once what can be done once, under a name that pages may know."""


class TholosError(Exception):
    """Base of all errors that a person can be told about."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class NotAllowed(TholosError):
    """The act is not this person's to do."""


class NotFound(TholosError):
    """Nothing is there that this visitor may see."""


class IllegalTransition(TholosError):
    """A round cannot go from its state to the one asked for."""


class RoundNotOpen(IllegalTransition):
    """Answers are taken only while a round is open."""


class RoundPaused(RoundNotOpen):
    """The organisers have stopped an open round for a while; it takes answers again later."""


class RoundAlreadyOpen(IllegalTransition):
    """Another round of the study still runs."""


class RoundEmpty(IllegalTransition):
    """A round without questions cannot open."""


class TooFewAnswers(IllegalTransition):
    """So few answered that whatever is shown could be traced to them."""


class InvalidAnswer(TholosError):
    """The value does not fit the question."""


class StaleAnswer(TholosError):
    """A newer version of this answer exists."""


class ProtocolLocked(TholosError):
    """The protocol is fixed since round 1 opened."""


class NothingToDecide(TholosError):
    """There is no proposal to decide on."""


class MissingReason(TholosError):
    """An override by a person needs its reason."""


class BadCell(TholosError):
    """What was typed into a cell of a table cannot stand there."""


class CellsRefused(TholosError):
    """Some cells of a row were not saved; each says why, and what stands there now."""

    def __init__(self, cells: dict[str, TholosError], row_id: str = "") -> None:
        super().__init__("Some of what you typed is not saved. The cells say why.")
        self.cells = cells
        self.row_id = row_id


class CannotPutBack(TholosError):
    """What lies in the bin no longer fits where it was."""


class BadStudyFile(TholosError):
    """An imported study or ratings file is faulty."""


class BadTable(TholosError):
    """A spreadsheet or a pasted table cannot be read."""


class BadRow(BadTable):
    """One row of a table says something that cannot be taken in."""


class PdfUnavailable(TholosError):
    """The libraries that the PDF engine needs are missing."""


class ConfigurationError(TholosError):
    """The environment does not allow a safe start."""
