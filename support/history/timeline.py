"""A scenario as its actors saw it: plain values that the checkers go over, and that a test can write by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from support.history.deeds import Deed
from support.targets.canon import Frame

if TYPE_CHECKING:
    from support.actors.actor import Actor


@dataclasses.dataclass(frozen=True)
class Resume:
    """A request for what was missed: its place in the scenario's order, and after which number of the user."""

    number: int
    after_seq: int


@dataclasses.dataclass(frozen=True)
class View:
    """One connection as its owner saw it."""

    actor: str
    user_id: str | None
    tab: str
    frames: tuple[Frame, ...]
    resumes: tuple[Resume, ...] = ()
    open: bool = True
    """Whether it was still open at the end."""
    newest_seq: int | None = None
    """Live frames come after this number; None where the platform numbers nothing."""

    def numbered(self) -> list[Frame]:
        """The frames of the user's order, as they arrived."""
        return [frame for frame in self.frames if frame.seq is not None]

    def words(self) -> str:
        """For messages: "Ada's tab 'first'"."""
        return f"{self.actor}'s tab {self.tab!r}"


@dataclasses.dataclass(frozen=True)
class Asked:
    """One question: who asked, on which tab, and which run the platform gave it (None: it never told)."""

    actor: str
    user_id: str | None
    tab: str
    text: str
    number: int
    """Of its sending, in the scenario's order."""
    acknowledged: bool
    run_id: str | None
    refused: bool = False
    """Whether an error came in its place."""


@dataclasses.dataclass(frozen=True)
class Final:
    """A run's record as it was read at the very end; without a state where it could not be read."""

    run_id: str
    state: str | None = None
    over: bool = False
    calls: tuple[str | None, ...] = ()
    """The calls of tools, as they are recorded."""
    number: int = 0


@dataclasses.dataclass(frozen=True)
class Timeline:
    """Everything that all actors of a scenario saw."""

    views: Sequence[View]
    questions: Sequence[Asked] = ()
    late_after: float = 2.0
    """Seconds between a frame's production and its arrival that count as late (see checkers.late)."""
    all_well: bool = False
    """Whether every service was known to be well from the first moment to the last."""
    deeds: Sequence[Deed] = ()
    """What was done to conversations, and what was shown of them, in order."""
    finals: Sequence[Final] = ()
    """The records of runs, read when all was over."""

    def runs(self) -> dict[str, str]:
        """Who asked for each run, by its id."""
        return {asked.run_id: asked.actor for asked in self.questions if asked.run_id}

    def per_run(self) -> Iterator[tuple[View, str, list[Frame]]]:
        """For each view and each run seen in it: the run's frames in order of arrival, replays left out."""
        for view in self.views:
            by_run: dict[str, list[Frame]] = {}
            seen: set[int] = set()
            for frame in view.frames:
                if frame.run_id and not (frame.seq is not None and frame.seq in seen):
                    by_run.setdefault(frame.run_id, []).append(frame)
                if frame.seq is not None:
                    seen.add(frame.seq)
            for run_id, frames in by_run.items():
                yield view, run_id, frames


def of_actors(
    actors: Sequence[Actor], late_after: float, all_well: bool = False, finals: Sequence[Final] = ()
) -> Timeline:
    """The timeline as it stands now; the rest as in :class:`Timeline`."""
    views = []
    questions = []
    for actor in actors:
        user_id = actor.account.id if actor.has_account else None
        for tab in actor.opened_tabs:
            frames = tuple(tab.frames())
            ready = tab.first_ready
            views.append(
                View(
                    actor=actor.name,
                    user_id=user_id,
                    tab=tab.label,
                    frames=frames,
                    resumes=tuple(Resume(cursor.number, after) for cursor, after in tab.resumed),
                    open=tab.open,
                    newest_seq=ready.newest_seq if ready else None,
                )
            )
            for question in tab.questions:
                told = question.acknowledgement
                questions.append(
                    Asked(
                        actor=actor.name,
                        user_id=user_id,
                        tab=tab.label,
                        text=question.text,
                        number=question.cursor.number,
                        acknowledged=told is not None,
                        run_id=question.run_id,
                        refused=told is None and tab.told_an_error_since(question.cursor),
                    )
                )
    deeds = sorted((deed for actor in actors for deed in actor.deeds), key=lambda deed: deed.begun)
    return Timeline(views, questions, late_after, all_well, deeds, finals)


def names(runs: Mapping[str, str], run_id: str) -> str:
    """A run in words."""
    return f"run {run_id[:8]} of {runs.get(run_id, 'nobody in this scenario')}"
