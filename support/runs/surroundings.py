"""What a scenario's own code may change of this process and must not leave to the next: environment and folder."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class Surroundings:
    """As they were when a scenario began."""

    def __init__(self) -> None:
        self._variables: dict[str, str] = {}
        self._folder: Path | None = None

    def notes(self) -> None:
        """A scenario begins."""
        self._variables = dict(os.environ)
        with suppress(OSError):
            self._folder = Path.cwd()

    def restores(self) -> None:
        """The scenario has ended."""
        if self._folder is None:
            return
        if os.environ != self._variables:
            os.environ.clear()
            os.environ.update(self._variables)
        os.chdir(self._folder)
