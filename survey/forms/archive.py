"""Taking a study in from a file: the file, and between its preview and the act what was sent."""

from __future__ import annotations

import base64
import binascii
import zlib

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, Length

from survey.errors import BadStudyFile

LARGEST_CARRIED = 1_900_000
"""How much a page can carry to the next one; larger files go by the command line."""
LARGEST_UNPACKED = 32 * 1024 * 1024


class StudyFileForm(FlaskForm):
    """A study file or an archive."""

    file = FileField(_l("Study file or archive (JSON)"), validators=[DataRequired(_l("Choose a file."))])


class TakeStudyForm(FlaskForm):
    """What was sent, and the short name of the new study."""

    carried = HiddenField(validators=[DataRequired(), Length(max=LARGEST_CARRIED)])
    code = StringField(
        _l("Short name of the new study"),
        validators=[DataRequired(_l("Enter a short name.")), Length(max=40)],
    )


class ArchiveForm(FlaskForm):
    """What goes into an archive."""

    with_reports = BooleanField(_l("Reports come along, pages and PDFs"))


def carry(data: bytes) -> str:
    """Return a file as a hidden field carries it from the preview to the act.

    Raises:
        BadStudyFile: when it is too large for a page.
    """
    carried = base64.b64encode(zlib.compress(data, 9)).decode("ascii")
    if len(carried) > LARGEST_CARRIED:
        raise BadStudyFile(
            "This file is too large for a page. Whoever runs the server can take it in: flask study import."
        )
    return carried


def uncarry(carried: str) -> bytes:
    """Return the file that a hidden field carried.

    Raises:
        BadStudyFile: when it is not what this server put there.
    """
    try:
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(base64.b64decode(carried, validate=True), LARGEST_UNPACKED)
    except (binascii.Error, zlib.error, ValueError):
        raise BadStudyFile("What was sent is damaged. Choose the file again.") from None
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise BadStudyFile("What was sent is damaged. Choose the file again.")
    return data
