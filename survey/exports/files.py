"""Names of folders for the files of an export."""

from __future__ import annotations

import re
from collections.abc import Sequence

UNSAFE_IN_PATHS = re.compile(r'[\\/:*?"<>|]')


def name_folders(names: Sequence[str]) -> dict[str, str]:
    """Return a folder for each name, for an archive: no two alike, and none that leads out of it.

    >>> name_folders(["impact", "../impact", ".."])
    {'impact': 'impact', '_impact': '../impact', '_': '..'}
    """
    folders: dict[str, str] = {}
    for name in names:
        plain = UNSAFE_IN_PATHS.sub("_", name).strip(". ") or "_"
        while plain.casefold() in map(str.casefold, folders):
            plain += "_"
        folders[plain] = name
    return folders
