"""Names under which parts of a report link to each other."""

import re


def anchor_of(code: str, family: str) -> str:
    """Return the id of an option, a signpost or another coded thing, another one for every code."""
    return f"{family}-" + re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found[0]):x}_", code)
