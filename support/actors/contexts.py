"""Agents inside a conversation: what they are given of it, what they leave in it, and what they find out for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from support.actors import asking, conditions, problems
from support.actors.conversations import as_before, as_shown, kept_as_shown, thread_id
from support.actors.question import Story
from support.actors.records import Row
from support.actors.tooling import journal
from support.evidence.about import about
from support.targets.canon import Problem, Reason
from support.targets.canon.workflows import Journal

if TYPE_CHECKING:
    from support.world import World


def asks_in(world: World, person: str, title: str, question: str, agent: str | None = None) -> None:
    """The person asks in that conversation, that agent where one is named; the question is remembered."""
    world.facts.known[title] = as_shown(world, title)
    asked = world.cast[person].asks(question, thread=thread_id(world, title), agent=agent)
    world.facts.questions.setdefault(person, []).append(asked)


def asks_in_each(world: World, person: str, titles: Sequence[str], question: str) -> None:
    """The person asks the same in each of the conversations, without waiting for any answer."""
    for title in titles:
        asked = world.cast[person].asks(question, thread=thread_id(world, title))
        world.facts.questions.setdefault(person, []).append(asked)


def is_refused(world: World, person: str, reason: Reason) -> None:
    """The person's latest question is refused on its connection for that reason, in plain words."""
    question = asking.latest(world, person)
    [frame] = question.tab.expects(conditions.refused(reason), since=question.cursor, within="at once")
    problem = frame.body
    assert isinstance(problem, Problem), f"an error without a readable body: {frame.words()}"
    problems.is_plain(problem, frame)


def no_run_is_kept(world: World, title: str) -> None:
    """The conversation has no run and no message."""
    thread = thread_id(world, title)
    runs, messages = world.kept.runs(thread), world.kept.messages(thread)
    assert not runs, f"runs are kept in {title!r}: {runs}"
    assert not messages, f"messages are kept in {title!r}: {messages}"


def told_in(world: World, person: str, title: str) -> None:
    """Every frame of the latest run names the conversation."""
    story, thread = asking.story(world, person), thread_id(world, title)
    strays = [frame for frame in story.frames if frame.thread_id != thread]
    with about(*strays):
        assert not strays, f"told outside of {title!r}: {[frame.words() for frame in strays]}"


def kept_in(world: World, person: str, title: str, other: str) -> None:
    """The latest run and its answer are the only ones that are kept in the conversation; the other one is as it was."""
    story, thread = asking.story(world, person), thread_id(world, title)
    runs = [run.id for run in world.kept.runs(thread)]
    assert runs == [story.ended.run_id], f"in {title!r} are kept the runs {runs}; told was {story.ended.run_id}"
    said = [(each.role, each.text) for each in world.kept.messages(thread)]
    assert said == [("user", story.question.text), ("assistant", story.answer.text)], f"kept in {title!r} is {said}"
    as_before(world, other)
    no_run_is_kept(world, other)


def only_grew(world: World, title: str) -> None:
    """Since its owner last read it the conversation has a question and an answer more and later activity; its facts
    have all that they had; nothing else has changed. It is kept as it is shown."""
    before, now = world.facts.known[title], as_shown(world, title)
    grown = dataclasses.replace(
        before, message_count=now.message_count, last_activity_at=now.last_activity_at, facts=now.facts, raw=now.raw
    )
    assert now == grown, f"a run has changed more of {title!r} than it may: it was {before}, now it is {now}"
    assert now.message_count == (before.message_count or 0) + 2, f"{before.message_count} messages, now {now}"
    assert now.last_activity_at is not None, f"{title!r} does not say when something last happened"
    assert before.last_activity_at is not None, f"{title!r} did not say when something last happened"
    assert now.last_activity_at > before.last_activity_at, f"activity at {before.last_activity_at}, now {now}"
    lost = {name: value for name, value in before.facts.items() if now.facts.get(name) != value}
    assert not lost, f"{title!r} has lost {lost}; it has {now.facts}"
    kept_as_shown(world, title)


def recalls(world: World, title: str, words: str, strange: str) -> None:
    """The answer in that conversation holds these words, and nowhere those of another one."""
    story = story_in(world, title)
    told = " ".join((story.answer.text, *story.answer.recommendations, *story.answer.next_steps))
    with about(story.ended):
        assert words in told, f"the answer in {title!r} does not recall {words!r}: {told!r}"
        assert strange not in told, f"the answer in {title!r} knows {strange!r}: {told!r}"


def story_in(world: World, title: str) -> Story:
    """The latest story of the conversation's owner in it; several conversations may be worked at the same moment."""
    thread = thread_id(world, title)
    asked = [each for each in world.facts.questions[world.facts.owners[title]] if each.thread_id == thread]
    return asked[-1].tab.follows(asked[-1], "burst")


def given_file(world: World, person: str, title: str) -> None:
    """Each agent of the latest run was given each of the conversation's facts, as they were before the run."""
    _given(journal(world, person), world.facts.known[title].facts)


def given_preferences(world: World, person: str) -> None:
    """Each agent of the latest run was given each of the person's preferences."""
    _given(journal(world, person), world.facts.preferred[person])


def given_nothing_of(world: World, title: str, other: str) -> None:
    """Each agent at work in the conversation was given all of its facts, and none that only the other one has."""
    run, person = str(story_in(world, title).ended.run_id), world.facts.owners[title]
    own, foreign = world.facts.known[title].facts, world.facts.known[other].facts
    agents = world.cast[person].journal(run).value.agents()
    assert agents, f"no agent is on record in {title!r}"
    _given(world.cast[person].journal(run).value, own)
    for step in agents:
        told = "\n".join(step.given.facts)
        strange = [value for value in foreign.values() if str(value) in told]
        assert not strange, f"{step.agent}, at work in {title!r}, was given {strange} of {other!r}"


def given_findings(world: World, person: str) -> None:
    """Each agent that used tools before another has handed on every first finding of them to all after it."""
    done = journal(world, person)
    agents = done.agents()
    handed: list[str] = []
    assert len(agents) > 1, f"only {len(agents)} agent was at work"
    for step in agents:
        missing = [finding for finding in handed if finding not in step.given.found]
        assert not missing, f"{step.agent} was not given what was found before: {missing}; it had {step.given.found}"
        handed += [use.gave.findings[0] for use in done.tools(step.agent) if use.gave.findings]
    assert handed, "no agent has found anything"


def prefers(world: World, person: str, rows: Iterable[Row]) -> None:
    """From now on the person prefers this; the platform confirms it word for word."""
    preferred = {row.get("preference"): row.get("value") for row in rows}
    world.facts.preferred[person] = preferred
    confirmed = world.cast.signed_in(person).prefers(preferred).value
    assert confirmed == preferred, f"{person} prefers {preferred}; confirmed was {confirmed}"


def still_prefers(world: World, person: str) -> None:
    """What the person prefers can be read back as it was said."""
    seen = world.cast[person].preferences().value
    assert seen == world.facts.preferred[person], f"{person} prefers {world.facts.preferred[person]}; read was {seen}"


def hears_often(world: World, person: str, count: int) -> None:
    """Of the latest run at least so many events came."""
    frames = asking.story(world, person).frames
    assert len(frames) >= count, f"{person} heard of the run {len(frames)} times; expected {count} at least"


def biggest_driver(world: World, person: str) -> str:
    """The model that has cost most in the records that the person has sent."""
    costs = {
        subject: value
        for (name, subject), value in asking.oracle(world, person).figures.items()
        if name == "model_cost" and subject
    }
    assert costs, f"{person}'s records name no model"
    return max(costs, key=lambda subject: costs[subject])


def learned_driver(world: World, person: str, title: str) -> None:
    """The conversation's facts have all that they had, and the person's biggest cost driver beside it."""
    before, now, driver = world.facts.known[title].facts, as_shown(world, title).facts, biggest_driver(world, person)
    lost = {name: value for name, value in before.items() if now.get(name) != value}
    assert not lost, f"{title!r} has lost {lost}; it has {now}"
    learned = {name: value for name, value in now.items() if name not in before}
    assert driver in learned.values(), f"the biggest cost driver is {driver}; {title!r} has learned {learned}"


def _given(done: Journal, facts: Mapping[str, object]) -> None:
    agents = done.agents()
    assert agents, "no agent is on record"
    for step in agents:
        told = "\n".join(step.given.facts)
        missing = [value for value in facts.values() if str(value) not in told]
        assert not missing, f"{step.agent} was not given {missing}; it was given {step.given.facts}"
