"""The machine's own browser."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def found() -> str:
    """Its path. Fails where there is none."""
    path = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert path, f"no browser on PATH: install one of {', '.join(NAMES)}"
    return path
