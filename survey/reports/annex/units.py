"""The units of the annex."""

from flask_babel import lazy_gettext as _

COUNT = _("count")
INDEX = _("index, −1 to 1")
NUMBER = _("number")
ROUND = _("number of a round")
SCALE = _("points of the question’s scale")
SHARE = _("share, 0 to 1")
UNIT_INTERVAL = _("index, 0 to 1")
YEAR = _("year")
YEARS = _("years")
