"""Several customers' runs at once, and how much effort each takes."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.question import Story
from support.actors.tooling import journal
from support.evidence.about import about

if TYPE_CHECKING:
    from support.world import World


def bring_in_own(world: World, people: Sequence[str]) -> None:
    """Each brings in a month of AI use of a feature that bears the name of their own company."""
    for person in people:
        asking.brings_in(world, person, "a month of AI use", feature=own_feature(world, person))


def own_feature(world: World, person: str) -> str:
    """The feature that nobody else has."""
    return f"feature of {world.cast[person].organisation_name}"


def overlap(world: World, people: Sequence[str]) -> None:
    """Between the first start and the last end of each one's tools lies some of each other's."""
    spans = {person: _span(asking.story(world, person)) for person in people}
    for one, other in permutations(people, 2):
        (begun, _), (_, ended) = spans[one], spans[other]
        assert begun < ended, f"{one}'s tools began only when all of {other}'s had ended: {spans}"


def _span(story: Story) -> tuple[int, int]:
    assert story.tools, f"no tool worked on {story.question.text!r}"
    return story.tools[0].start.number, max(use.ends[0].number for use in story.tools)


def keep_to_own(world: World, people: Sequence[str]) -> None:
    """What each sees, and each step of their agents, speaks of their own feature and of no other's."""
    features = {person: own_feature(world, person) for person in people}
    for person in people:
        for what, words in _all_words(world, person):
            foreign = [feature for other, feature in features.items() if other != person and feature in words]
            assert not foreign, f"{what} of {person} speaks of {foreign}"
        everything = " ".join(words for _, words in _all_words(world, person))
        assert features[person] in everything, f"nothing that {person} saw speaks of {features[person]!r}"


def _all_words(world: World, person: str) -> Iterator[tuple[str, str]]:
    for frame in asking.story(world, person).frames:
        yield frame.words(), json.dumps(frame.raw, ensure_ascii=False)
    for step in journal(world, person).steps:
        yield f"the step {step.name}", repr(step)


def keep_identity(world: World, people: Sequence[str]) -> None:
    """All frames of each one's run name that person, one run and one conversation, and no two people share any."""
    seen = []
    for person in people:
        told = asking.story(world, person)
        names = {(frame.user_id, frame.run_id, frame.thread_id) for frame in told.frames}
        with about(told.ended):
            assert len(names) == 1, f"{person}'s run was told under several names: {names}"
        [(user, run, thread)] = names
        assert user == world.cast[person].account.id, f"{person}'s run was told under the user {user}"
        assert run is not None, f"{person}'s run was told without its id"
        assert thread == told.question.thread_id, f"{person}'s run was told in the conversation {thread}"
        seen += [user, run, thread]
    assert len(set(seen)) == len(seen), f"people share a user, a run or a conversation: {seen}"


def moved_together(world: World, people: Sequence[str]) -> None:
    """The first thought of each came before the last answer of every other."""
    stories = {person: asking.stories(world, person) for person in people}
    for one, other in permutations(people, 2):
        moved, done = stories[one][0].thinking[0], stories[other][-1].ended
        with about(moved, done):
            assert moved.number < done.number, f"{one}'s work moved only when all of {other}'s was done"


def mean_is_below(world: World, people: Sequence[str], seconds: int) -> None:
    """The answers took less than so many seconds on average, from asking."""
    took = [story.answered_after for person in people for story in asking.stories(world, person)]
    mean = statistics.fmean(took)
    assert mean < seconds, f"the answers took {mean:.1f} s on average; {[round(each, 1) for each in took]}"


def second_took_more(world: World, person: str) -> None:
    """The second run used more tools and spent more tokens than the first."""
    first, second = (world.cast[person].journal(str(told.ended.run_id)).value for told in asking.stories(world, person))
    assert len(first.tools()) < len(second.tools()), f"tools: {len(first.tools())}, then {len(second.tools())}"
    assert first.tokens, "the first run says that it took no tokens"
    assert first.tokens < (second.tokens or 0), f"tokens: {first.tokens}, then {second.tokens}"


def notes_work(world: World) -> None:
    """Remembers how many runs have ended, and how long they took, in all chat processes."""
    world.facts.work_time = _work_time(world)


def work_is_counted(world: World, person: str) -> None:
    """Since then at least this run was counted, with at least its time."""
    took = asking.story(world, person).answer.duration
    assert took is not None, "the answer does not say how long the work took"
    count, seconds = (now - then for now, then in zip(_work_time(world), world.facts.work_time, strict=True))
    assert count >= 1, "the run was not counted"
    assert seconds >= took - 0.001, f"the run took {took} s; counted are {seconds} s"


def _work_time(world: World) -> tuple[float, float]:
    told = [metrics.run_durations for metrics in world.cast["Sam"].metrics_of_chat()]
    return sum(each.count for each in told if each), sum(each.seconds for each in told if each)


def called_as_needed(world: World, person: str) -> None:
    """The model got one call for each agent, and one more for each that used tools."""
    asking.story(world, person)
    done = journal(world, person)
    needed = sum(1 + bool(done.tools(step.agent)) for step in done.agents())
    calls = len(world.faults.calls(world.cast[person]))
    assert calls == needed, f"the agents needed {needed} calls of the model; it got {calls}"
