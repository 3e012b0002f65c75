"""A bar on standard error for what takes long; nothing where nobody looks at a terminal."""

import sys
import time
from typing import TextIO

_WIDTH = 30
_QUIET_SECONDS = 0.5


class Progress:
    """Draw a bar once the work has taken half a second, and wipe it out at the end."""

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self._label = label
        self._stream = sys.stderr if stream is None else stream
        self._started = time.monotonic()
        self._drawn = False

    def __call__(self, share: float) -> None:
        """Show the share that is done, from 0 to 1."""
        if not self._stream.isatty() or time.monotonic() - self._started < _QUIET_SECONDS:
            return
        if share >= 1:
            self.close()
            return
        full = int(_WIDTH * share)
        bar = "#" * full + "." * (_WIDTH - full)
        self._stream.write(f"\r{self._label} [{bar}] {100 * share:3.0f}%")
        self._stream.flush()
        self._drawn = True

    def close(self) -> None:
        """Wipe the bar out."""
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._drawn = False
