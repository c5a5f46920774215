"""Hand-made pictures for tests of how they are drawn."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from support.evidence.picture import Lane, Moment, Picture, Shape, StepLine

STEPS = (
    StepLine("Given", "Ada is connected", "passed", 1, 0.0),
    StepLine("When", "Ada asks", "passed", 10, 1.0),
    StepLine("Then", "Ada is <answered> & content", "failed", 20, 1.1),
    StepLine("And", "more", "skipped", None, 0.0),
)
_RUN = ((Shape.TOLD, "started"), (Shape.THOUGHT, "thinking"), (Shape.TOOL, "tool starts"), (Shape.ANSWER, "answered"))


def run(first: int, at: float, lane: int, of: int = 0) -> list[Moment]:
    """A run in four moments."""
    last = len(_RUN) - 1
    return [
        Moment(
            first + n,
            at + n / 50,
            at + n / 50,
            lane,
            shape,
            words,
            "what is said " * 9,
            str(n + 1),
            of,
            n == 0,
            n == last,
        )
        for n, (shape, words) in enumerate(_RUN)
    ]


def picture(moments: Sequence[Moment], people: int = 1, offending: frozenset[int] = frozenset()) -> Picture:
    """A failed scenario with that many people, each on one tab."""
    lanes = [Lane(f"Person {number}", ("analyst at Acme, enterprise plan", "first tab")) for number in range(people)]
    return Picture(
        title="A title that is <b>not</b> short",
        place="Feature · features/one.feature:12",
        status="failed",
        lanes=[*lanes, Lane("Calls", ("over HTTP",))],
        moments=sorted(moments, key=lambda each: each.number),
        steps=STEPS,
        questions=["Why?"],
        cause="expected one, saw none",
        promises=[("GP-01", "A promise in words")],
        offending=offending,
    )


def asked(number: int, at: float, lane: int) -> Moment:
    """A question goes out."""
    return Moment(number, at, at, lane, Shape.ASKS, "asks", "Where does it go?", run=0)


def alike(moment: Moment, **fields: object) -> Moment:
    """The same with other fields."""
    return dataclasses.replace(moment, **fields)  # type: ignore[arg-type]
