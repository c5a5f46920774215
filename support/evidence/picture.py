"""What there is to draw of a scenario: plain values, with no drawing in them and nothing that is read lazily.

Gathered while the world is open, which costs a fraction of a millisecond; drawn when the run is over
(support.evidence.swimlane). Words are cleaned of secrets when they are drawn.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence

from support.evidence.redaction import clean_all

ACROSS = -1
"""The lane of what concerns everybody."""


class Shape(enum.StrEnum):
    """What kind of thing a moment is; each has a mark of its own, so that no reader depends on colours."""

    ASKS = "asks"
    ACTS = "acts"
    OPENS = "opens"
    READY = "ready"
    CLOSES = "closes"
    TOLD = "told"
    THOUGHT = "thought"
    TOOL = "tool"
    TOOL_END = "tool_end"
    ANSWER = "answer"
    TROUBLE = "trouble"
    CALL = "call"
    REFUSED = "refused"
    LOOK = "look"
    WAIT = "wait"
    EVENT = "event"


@dataclasses.dataclass(frozen=True)
class Lane:
    """A column of the picture: one connection, or the calls of all."""

    who: str
    what: tuple[str, ...]
    """Lines below the name."""
    narrow: bool = False
    """A further tab of the same person: it is told what the first one is told, so that few words do."""


@dataclasses.dataclass(frozen=True)
class Moment:
    """Something that happened in a lane. ``number``: its place in the scenario's order; ``at`` and ``until``:
    seconds since the scenario began."""

    number: int
    at: float
    until: float
    lane: int
    shape: Shape
    words: str
    said: str = ""
    """What was said with it, to be quoted as far as there is room."""
    label: str = ""
    """A few small letters before the words: the platform's number in the user's order, or how a call was answered."""
    run: int | None = None
    """Which question it belongs to, counted from 0."""
    starts: bool = False
    """Whether the run's work starts with it."""
    ends: bool = False
    """Whether the run ends with it."""
    since: float | None = None
    """When what ended with this moment had begun, for a wait."""
    together: str = ""
    """Neighbours in a lane with the same text here can be told in one line; "" for what stands alone."""
    patient: bool = False
    """Whether neighbours are told in one line however far apart they came."""


@dataclasses.dataclass(frozen=True)
class StepLine:
    """A step of the scenario. ``number``: its place in the scenario's order; None for one that was never reached."""

    keyword: str
    text: str
    status: str
    """passed, failed (here the promise broke) or skipped."""
    number: int | None
    at: float
    added: bool = False


@dataclasses.dataclass(frozen=True)
class Picture:
    """One scenario."""

    title: str
    place: str
    """Feature and file:line."""
    status: str
    """The status in a word: passed, failed, broken."""
    lanes: Sequence[Lane]
    moments: Sequence[Moment]
    """In the scenario's order."""
    steps: Sequence[StepLine]
    questions: Sequence[str] = ()
    """What was asked, by the runs' indices."""
    cause: str = ""
    promises: Sequence[tuple[str, str]] = ()
    """The rows that the scenario checks, with their statements."""
    offending: frozenset[int] = frozenset()
    """The numbers of the moments that broke the promise."""


def judged(picture: Picture, status: str, cause: str, promises: Sequence[tuple[str, str]]) -> Picture:
    """The picture with the scenario's outcome."""
    return dataclasses.replace(picture, status=status, cause=cause, promises=promises)


def cleaned(picture: Picture) -> Picture:
    """The picture with every secret replaced in its words. Before anything is cut: half a secret is not found."""
    words = [picture.title, picture.cause, *(step.text for step in picture.steps)]
    words += [text for moment in picture.moments for text in (moment.words, moment.said)]
    found = iter(clean_all(words))
    return dataclasses.replace(
        picture,
        title=next(found),
        cause=next(found),
        steps=[dataclasses.replace(step, text=next(found)) for step in picture.steps],
        moments=[dataclasses.replace(moment, words=next(found), said=next(found)) for moment in picture.moments],
    )
