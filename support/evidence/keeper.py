"""Keeps the evidence of a run: of each scenario that did not pass all there is, of the golden path its picture.

Looking at a scenario while its world is open is cheap; everything that costs (drawing, cleaning, copying for Allure)
happens when the run is over, except for what would be gone by then: rows, keys and logs of a scenario that failed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from support.evidence import calls, kinds, rows, timeline
from support.evidence.about import numbers_of
from support.evidence.gathering import gather
from support.evidence.picture import Picture, cleaned, judged
from support.evidence.redaction import clean
from support.evidence.swimlane import draw
from support.runs.ledger import Entry, Ledger
from support.runs.outcomes import Status, outcome_of
from support.stores.concerned import concerned
from support.value.requirements import read_requirements

if TYPE_CHECKING:
    from support.world import World

_EXPLAINED = frozenset({Status.FAILED, Status.BROKEN, Status.NOT_TESTABLE})
"""The statuses of which everything is kept."""
_DRAWN = "golden_path"
"""A passed scenario with this tag is drawn too."""
_CAUSE = 600
"""Letters of a cause that a picture may show."""


class Keeper:
    """The evidence of one run, in a folder below its reports."""

    def __init__(self, reports: Path) -> None:
        self._reports = reports
        self._pictures: dict[str, Picture] = {}
        """By the scenario's id, gathered and not yet drawn."""

    def clears(self) -> None:
        """Removes what an earlier run has left."""
        shutil.rmtree(self._reports / kinds.FOLDER, ignore_errors=True)

    def looks(self, entry: Entry, world: World) -> None:
        """Looks at a scenario whose steps have ended, while its world is open; again where its end went wrong."""
        if entry.id in self._pictures:
            return
        status = outcome_of(entry.scenario).status
        if status in _EXPLAINED:
            error = next((step.exception for step in entry.scenario.all_steps if step.exception is not None), None)
            self._pictures[entry.id] = picture = gather(world, entry.scenario, numbers_of(error))
            entry.evidence.append(kinds.PICTURE.file(entry.id))
            entry.evidence += self._explains(entry, world, picture)
        elif status is Status.PASSED and _DRAWN in entry.tags:
            self._pictures[entry.id] = gather(world, entry.scenario)
            entry.evidence.append(kinds.PICTURE.file(entry.id))

    def finishes(self, ledger: Ledger) -> None:
        """Draws what was gathered, and lays everything beside Allure's results. Every entry has been judged."""
        for entry in ledger.entries:
            picture = self._pictures.pop(entry.id, None)
            if picture is not None:
                file = kinds.PICTURE.file(entry.id)
                try:
                    self._writes(file, draw(_shown(picture, entry)))
                except Exception as error:  # a picture that cannot be drawn must not cost the run its reports
                    ledger.problems.append(f"{entry.name!r} cannot be drawn: {type(error).__name__} {error}")
                    entry.evidence.remove(file)
            if ledger.allure_results is not None:
                for file in entry.evidence:
                    shutil.copyfile(self._reports / file, ledger.allure_results / kinds.attached_as(file, entry.id))
            transcript = self._reports / "transcripts" / f"{entry.id}.jsonl"
            if entry.began is not None and transcript.is_file():
                entry.evidence.append(transcript.relative_to(self._reports).as_posix())

    def _explains(self, entry: Entry, world: World, picture: Picture) -> Iterator[str]:
        """Writes all but the picture; gives the files that there are."""
        seen = world.evidence
        texts = {
            kinds.TIMELINE: timeline.as_text(seen.timeline, picture.offending),
            kinds.CALLS: calls.as_text(seen.exchanges, picture.offending),
            kinds.ROWS: rows.as_text(seen.looked_up(), concerned(world)),
            kinds.LOGS: "\n".join(f"== {service}\n{said}" for service, said in world.logs().items()),
        }
        for kind, text in texts.items():
            if text:
                yield self._writes(kind.file(entry.id), clean(text))

    def _writes(self, file: str, text: str) -> str:
        path = self._reports / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return file


def _shown(picture: Picture, entry: Entry) -> Picture:
    """The picture with its outcome, and without secrets."""
    register = read_requirements()
    promises = [(row, register[row].statement) for row in entry.requirements if row in register]
    cause = " ".join((entry.outcome.cause or "").split())[:_CAUSE] if entry.outcome else ""
    return cleaned(judged(picture, entry.status.value, cause, promises))
