"""Real parts only: what the suite's own code must not import, for nothing that it examines is mocked."""

from __future__ import annotations

import re
from pathlib import Path

from support.runs.lint import Finding

MOCKS = (
    "mock", "unittest", "pytest_mock", "responses", "respx", "httpx_mock", "pytest_httpx", "requests_mock", "vcr",
    "fakeredis", "mockredis", "moto", "aioresponses", "asynctest", "flexmock", "doublex", "freezegun", "time_machine",
)  # fmt: skip
"""Packages that put something else in a real part's place."""
_IMPORTED = re.compile(rf"^[ \t]*(?:from|import)[ \t]+((?:{'|'.join(MOCKS)})(?:\.\w+)*)\b(?!\.)", re.MULTILINE)


def check(root: Path, *, everything: bool = False) -> list[Finding]:
    """Each import of one of them in environment.py and steps/ (``everything``: in support/ too), by file and line."""
    folders = ("steps", "support") if everything else ("steps",)
    files = [root / "environment.py", *(path for name in folders for path in sorted((root / name).rglob("*.py")))]
    found = []
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        for match in _IMPORTED.finditer(text):
            line = text.count("\n", 0, match.start(1)) + 1
            says = f"imports {match[1]}: real parts only, nothing is mocked"
            found.append(Finding(path.relative_to(root).as_posix(), line, says))
    return found
