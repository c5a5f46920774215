"""The kinds of evidence: what a file is called, what it shows, and how reports speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

FOLDER = "evidence"
"""Below the reports folder."""


@dataclass(frozen=True)
class Kind:
    """One kind of file: the end of its name, a title for people, its media type."""

    ends: str
    title: str
    media_type: str

    def file(self, identity: str) -> str:
        """The file of that scenario, relative to the reports folder."""
        return f"{FOLDER}/{identity}.{self.ends}"


PICTURE = Kind("lanes.svg", "Who did and saw what, when", "image/svg+xml")
TIMELINE = Kind("timeline.txt", "The same as text", "text/plain")
CALLS = Kind("calls.txt", "The calls over HTTP", "text/plain")
ROWS = Kind("rows.txt", "Rows and keys concerned", "text/plain")
LOGS = Kind("logs.txt", "What each service logged meanwhile", "text/plain")
TRANSCRIPT = Kind("jsonl", "Transcript, for a replay", "application/jsonl")

KINDS = (PICTURE, TIMELINE, CALLS, ROWS, LOGS, TRANSCRIPT)


def kind_of(file: str) -> Kind | None:
    """The kind of a file of evidence, by the end of its name."""
    return next((kind for kind in KINDS if file.endswith(f".{kind.ends}")), None)


def attached_as(file: str, identity: str) -> str:
    """The name under which the file of a scenario lies among Allure's results."""
    path = PurePosixPath(file)
    return f"{identity}-{path.stem.rpartition('.')[2]}-attachment{path.suffix}"
