"""What is kept of a scenario that did not pass: who saw and did what when, as text beside the results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import allure
from allure_commons.types import AttachmentType

from support.evidence.redaction import clean

FOLDER = "evidence"
_MOST_LINES = 400
"""Of a longer timeline the last lines are kept: the failure is at the end."""


class Line(Protocol):
    """One moment (support.history.evidence.Line)."""

    @property
    def at(self) -> float:
        """Seconds since the scenario began."""

    @property
    def channel(self) -> str:
        """Whose connection."""

    @property
    def direction(self) -> str:
        """in, out, open, closed, wait or step."""

    @property
    def words(self) -> str:
        """What happened."""


def timeline_of(world: Any) -> list[dict[str, Any]]:
    """A world's timeline for run.json; empty where the suite keeps none."""
    evidence = getattr(world, "evidence", None)
    lines: Iterable[Line] = getattr(evidence, "timeline", None) or ()
    return [
        {"at": round(each.at, 3), "who": each.channel, "what": each.direction, "words": clean(each.words)}
        for each in list(lines)[-_MOST_LINES:]
    ]


def keep(timeline: list[dict[str, Any]], identity: str, reports: Path) -> str | None:
    """Write the timeline and attach it to the Allure result; returns the file relative to the reports."""
    if not timeline:
        return None
    width = max(len(line["who"]) for line in timeline)
    text = "\n".join(
        f"{line['at']:>8.3f} s  {line['who']:<{width}}  {line['what']:<6}  {line['words']}" for line in timeline
    )
    path = reports / FOLDER / f"{identity}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
    allure.attach(text, name="who saw and did what, when", attachment_type=AttachmentType.TEXT)
    return path.relative_to(reports).as_posix()
