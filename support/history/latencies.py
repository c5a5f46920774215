"""What a scenario's people waited for, measured on every connection and every question, judged or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from support.targets.canon import Event

if TYPE_CHECKING:
    from support.actors.actor import Actor
    from support.actors.question import Question

_STAGES = {Event.RECEIVED: "received", Event.STARTED: "started", Event.THINKING: "first thought"}


def of_actors(actors: Sequence[Actor]) -> Iterator[tuple[str, float]]:
    """A promise's name (:class:`support.actors.budgets.Budgets`) and the seconds that it took, each time."""
    for actor in actors:
        for tab in actor.opened_tabs:
            if tab.first_ready is not None:
                yield "connected", tab.first_frame.at - tab.opened_at
            for question in tab.questions:
                yield from _of_question(question)


def _of_question(question: Question) -> Iterator[tuple[str, float]]:
    """How long each stage of the answer took from the moment of asking, as far as it was reached."""
    open_stages = dict(_STAGES)
    for frame in question.tab.frames(question.cursor):
        if question.owns(frame):
            name = open_stages.pop(frame.event, None)
            if name is not None:
                yield name, frame.at - question.asked_at
            if frame.event is Event.COMPLETED:
                yield "answer", frame.at - question.asked_at
