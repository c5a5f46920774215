"""How a scenario's people ask and follow answers; what they asked is remembered in the world's facts."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from support.actors import conditions, figures, records
from support.actors.question import Question, Story
from support.evidence.about import about
from support.targets.canon import Event, Frame

if TYPE_CHECKING:
    from support.actors.tab import Tab
    from support.world import World

ECHO_EVERY = 50
"""Events between two echoes that are timed while agents work: of 1000, that makes as many as it takes to meet what one
event in 100 meets."""


def brings_in(world: World, person: str, use: str | Sequence[records.Row], feature: str | None = None) -> None:
    """Makes the records of that use, hands them in for the person's organisation and remembers them.

    ``use`` is a phrase of :data:`support.actors.words.USES` or a table of the scenario; ``feature`` renames
    every record's feature. Asserts that the platform counts back what was sent.
    """
    made = records.of_use(use, world.now(), world.facts.prices, seed=f"{world.scenario_id}:{person}", feature=feature)
    world.facts.records[person] = made
    actor = world.cast.signed_in(person)
    if made:
        counted = actor.imports(made).value
        assert counted == len(made), f"{person} brought in {len(made)} records; the platform counted {counted}"


def asks(world: World, person: str, text: str, *, anew: bool = False, instance: int | None = None) -> Question:
    """Asks on the person's open tab: in the conversation of the person's latest question, where there is one. Through
    that chat process, where one is named; then the tab only hears of it."""
    thread = latest(world, person).thread_id if world.facts.questions.get(person) and not anew else None
    question = world.cast[person].asks(text, thread=thread, instance=instance)
    world.facts.questions.setdefault(person, []).append(question)
    return question


def latest(world: World, person: str) -> Question:
    """The latest question that the person asked; an error that says so when there is none."""
    asked = world.facts.questions.get(person)
    if not asked:
        raise LookupError(f"{person} has not asked anything in this scenario")
    return asked[-1]


def story(world: World, person: str, within: str = "answer") -> Story:
    """The whole story of the person's latest question; waits for its end, as long as that budget allows. Where the
    tab that it was asked on was lost before the end, what came after stands on the tab that the person has now."""
    question = latest(world, person)
    actor = world.cast[person]
    before = [frame for frame in question.tab.frames(question.cursor) if question.owns(frame)]
    if question.tab.open or not actor.tab().open or any(frame.terminal for frame in before):
        return actor.follows(question, within)
    after = actor.follows(question, within, tab=actor.tab().label)
    seen = {frame.seq for frame in before}
    frames = (*before, *(frame for frame in after.frames if frame.seq not in seen))
    return dataclasses.replace(after, frames=frames)


def is_at_work(world: World, person: str) -> None:
    """Waits until the person was told that the work on the latest question has begun."""
    question = latest(world, person)
    world.cast[person].expects(conditions.started(question), since=question.cursor)


def answered_in_time(world: World, person: str, told: Story, budget: str) -> None:
    """The question was answered, in words, within the budget from asking."""
    assert told.answer.text, f"{person}'s answer has no words"
    world.budgets.keeps(budget, told.answered_after, f"the answer to {person}", told.ended)


def stories(world: World, person: str) -> list[Story]:
    """The stories of all the person's questions, in the order asked."""
    latest(world, person)
    return [world.cast[person].follows(question) for question in world.facts.questions[person]]


def stories_by_tab(world: World, person: str) -> list[Story]:
    """The latest question's story as each of the person's tabs tells it."""
    actor = world.cast[person]
    return [actor.follows(latest(world, person), tab=label) for label in actor.tabs]


def asks_before_ready(world: World, person: str, text: str) -> None:
    """Connects and sends the question without waiting for the connection to be ready."""
    tab = world.cast.signed_in(person).opens_tab()
    world.facts.questions.setdefault(person, []).append(tab.asks(text))


def asks_in_turn(world: World, person: str, texts: Sequence[str]) -> None:
    """Asks each in the same conversation, after the one before has ended, however long it took."""
    for text in texts:
        asks(world, person, text)
        story(world, person, "burst")


def asks_without_waiting(world: World, person: str, texts: Sequence[str]) -> None:
    """Asks all in one conversation at once, without waiting for any answer."""
    thread = world.cast[person].starts_thread().value
    for text in texts:
        question = world.cast[person].asks(text, thread=thread.id)
        world.facts.questions.setdefault(person, []).append(question)


def ask_together(world: World, people: Sequence[str], text: str) -> None:
    """Each asks the same; all questions are on their way before any answer is followed."""
    for person in people:
        asks(world, person, text)


def asks_until(world: World, people: Sequence[str], count: int) -> None:
    """Each asks the next question as soon as the one before is answered, until so many numbered events have arrived on
    all their tabs together; then all are answered. While the agents work, echoes are timed."""
    tabs = [tab for person in people for tab in world.cast[person].opened_tabs]
    at_work: dict[str, Question] = {}
    with _without_collections():
        while (arrived := _numbered(tabs)) < count:
            idle = [person for person in people if person not in at_work or _is_over(at_work[person])]
            at_work |= {person: asks(world, person, "Where does our AI spend go?") for person in idle}
            comes = partial(_goes_on, tabs, min(arrived + ECHO_EVERY, count), at_work)
            if not world.wire.wait("more events, or an answer", comes, world.budgets.wait("answer")):
                first = next(iter(at_work.values()))
                first.tab.follows(first)
            world.facts.echoes.append(world.budgets.echo())
        for person in people:
            stories_by_tab(world, person)


@contextlib.contextmanager
def _without_collections() -> Iterator[None]:
    """A collection of garbage in this process would be counted as the platform's delay."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _goes_on(tabs: Sequence[Tab], count: int, at_work: Mapping[str, Question]) -> bool:
    return _numbered(tabs) >= count or any(map(_is_over, at_work.values()))


def _numbered(tabs: Sequence[Tab]) -> int:
    """How many events with a place in their customer's order have arrived on these tabs."""
    return sum(frame.seq is not None for tab in tabs for frame in tab.frames())


def _is_over(question: Question) -> bool:
    """Whether the question's run has ended."""
    return any(frame.terminal and question.owns(frame) for frame in question.tab.frames(question.cursor))


def numbered_frames(world: World, person: str) -> list[Frame]:
    """Every frame with a place in the person's own order, on the first tab, as they arrived."""
    return [frame for frame in world.cast[person].tab().frames() if frame.seq is not None]


def newest_number(world: World, person: str) -> int:
    """The number of the person's newest event, as far as their first tab was told; 0 where there are no numbers."""
    tab = world.cast[person].tab()
    return max([tab.ready.newest_seq or 0, *(frame.seq or 0 for frame in tab.frames())])


def oracle(world: World, person: str) -> figures.Oracle:
    """What the figures of the person's answer have to be, from the records that were sent."""
    return figures.Oracle(world.facts.records[person], world.facts.prices, world.now(), world.cast[person].part.plan)


def hears_nothing_more(world: World, person: str) -> None:
    """Proves that after the terminal frame of the person's run nothing of it came."""
    told = story(world, person)
    world.cast[person].sees_nothing(conditions.part_of(told.question), since=told.ended.cursor)


def nothing_reaches(world: World, person: str, *, of: str) -> None:
    """Proves that no frame of that other person's run, in whatever form, reached the person."""
    question = latest(world, of)
    world.cast[of].follows(question)
    world.cast[person].sees_nothing(conditions.betraying(question, world.cast[of].account), since=question.cursor)


def is_told_to_wait(world: World, person: str) -> None:
    """Each question but the first was told to wait, before the one ahead of it ended."""
    asked = world.facts.questions[person]
    for ahead, question in pairwise(asked):
        [queued] = world.cast[person].expects(conditions.told(Event.QUEUED, question), since=question.cursor)
        end = world.cast[person].follows(ahead).ended
        with about(queued):
            assert queued.number < end.number, (
                f"{person} was told that {question.text!r} waits only after {ahead.text!r} had ended"
            )
