"""Many customers at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from support.actors import asking, conditions
from support.evidence.about import about
from support.runs.outcomes import NotTestable
from support.targets.canon import Frame
from support.targets.parts import PARTS

if TYPE_CHECKING:
    from support.world import World

TABS = 5
"""Connections that one customer may have open (CONTRACT.md, "The live socket")."""

SKEW = 0.005
"""Seconds: an event that arrives earlier than this before it was produced was timed by another clock."""

QUESTIONS = (
    "What do we spend on AI?",
    "Which models cost us most?",
    "Which features drive our cost?",
    "How slow are our models?",
    "Which cheaper models could we use?",
)


def connect(world: World, count: int) -> None:
    """So many connections are open, of all customers of the cast in turn, at most five of each; a ping is answered on
    every one, so that none is still waiting for its client to ask for what was missed."""
    world.cast.signed_in("Cleo")
    people = [name for name, part in PARTS.items() if part.role != "operator"]
    customers = [world.cast.signed_in(name) for name in people]
    customers += [actor for actor in world.cast.present() if actor.name not in PARTS and actor.has_account]
    assert count <= TABS * len(customers), f"{len(customers)} customers may open {TABS * len(customers)} connections"
    for number in range(count):
        label = f"tab {number // len(customers) + 1}"
        customers[number % len(customers)].opens_tab(label).ready  # noqa: B018
    for tab in (tab for customer in customers for tab in customer.opened_tabs):
        tab.expects(conditions.pong(), since=tab.pings(), within="at once")


def come_in(world: World, people: Sequence[str]) -> None:
    """Each has an account and one open connection, over all chat processes in turn."""
    processes = len(world.target.chat_urls)
    for number, person in enumerate(people):
        world.cast.signed_in(person).opens_tab(instance=number % processes).ready  # noqa: B018


def ask_at_once(world: World, people: Sequence[str], count: int) -> None:
    """Each sends so many questions, in one conversation, without waiting for any answer."""
    for person in people:
        asking.asks_without_waiting(world, person, [QUESTIONS[number % len(QUESTIONS)] for number in range(count)])


def all_answered(world: World, people: Sequence[str], count: int, budget: str) -> None:
    """So many questions in all were confirmed and answered, the last of them within the budget from the first."""
    questions = [question for person in people for question in world.facts.questions[person]]
    assert len(questions) == count, f"the scenario expects {count} questions; {len(questions)} were asked"
    stories = [question.tab.follows(question, budget) for question in questions]
    for story in stories:
        assert story.answer.text, f"{story.question.text!r} was answered without words"
    last = max((story.ended for story in stories), key=lambda frame: frame.at)
    first = min(question.asked_at for question in questions)
    world.budgets.keeps(budget, last.at - first, f"{count} questions", last)


def delivered_in_time(world: World, share: int) -> None:
    """So many of 100 numbered events, over all connections, arrived within the budget "delivery" from the instant of
    their production, by the one clock of the host."""
    start = world.now().timestamp() - world.wire.now()
    frames = [
        frame
        for actor in world.cast.present()
        for tab in actor.opened_tabs
        for frame in tab.frames()
        if frame.seq is not None and frame.produced is not None
    ]
    ordered = sorted(frames, key=lambda frame: _took(frame, start))
    if _took(ordered[0], start) < -SKEW:
        raise NotTestable("events arrive before they are produced: suite and platform need one clock for this")
    slowest = ordered[len(ordered) * share // 100 - 1]
    echo = max(world.facts.echoes, default=0.0)
    with about(slowest):
        world.budgets.keeps("delivery", _took(slowest, start), f"{share} of 100 events", slowest, echo=echo)


def _took(frame: Frame, start: float) -> float:
    assert frame.produced is not None, f"an event without its moment: {frame.words()}"
    return start + frame.at - frame.produced.timestamp()


def answered_on_average(world: World, people: Sequence[str], budget: str) -> None:
    """Every question of these people was answered in words; the mean time from asking to the answer is within the
    budget."""
    asked = [question for person in people for question in world.facts.questions[person]]
    stories = [question.tab.follows(question, "burst") for question in asked]
    assert len(stories) >= len(people), f"{len(people)} people asked {len(stories)} questions"
    for story in stories:
        assert story.answer.text, f"{story.question.text!r} was answered without words"
    mean = sum(story.answered_after for story in stories) / len(stories)
    slowest = max(stories, key=lambda story: story.answered_after)
    world.budgets.keeps(budget, mean, f"the mean of {len(stories)} answers", slowest.ended)
