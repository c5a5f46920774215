"""How many runs work at once: as their customer sees it, and as operators count it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from support.actors import asking, conditions, crowds, overseeing
from support.actors.question import Story
from support.evidence.about import about
from support.runs.outcomes import NotOffered
from support.targets.canon import Event, Waiting

if TYPE_CHECKING:
    from support.world import World


def asks_apart(world: World, person: str, texts: Sequence[str]) -> None:
    """Asks each in a conversation of its own, without waiting for any answer."""
    for text in texts:
        asking.asks(world, person, text, anew=True)


def questions(count: int) -> list[str]:
    """So many questions of customers."""
    return [crowds.QUESTIONS[number % len(crowds.QUESTIONS)] for number in range(count)]


def all_begun(world: World, person: str, count: int, seconds: float) -> None:
    """So many runs were begun, each within so many seconds from the first question."""
    stories = _all(world, person)
    assert len(stories) == count, f"the scenario expects {count} runs; {len(stories)} were asked for"
    first = min(story.question.asked_at for story in stories)
    for story in stories:
        with about(story.started):
            took = story.started.at - first
            assert took <= seconds, f"{story.question.text!r} was begun after {took:.2f} s; expected {seconds:g} s"
    assert len({story.ended.run_id for story in stories}) == count, "two questions share a run"


def worked_at_once(world: World, person: str, most: int) -> None:
    """At some moment so many of the person's runs had begun and not ended, and never more; all were answered."""
    stories = _all(world, person)
    assert all(story.answer.text for story in stories), f"one of {person}'s questions was answered without words"
    turns = sorted(
        [(story.started.number, 1, story.started) for story in stories]
        + [(story.ended.number, -1, story.ended) for story in stories],
        key=lambda turn: turn[0],
    )
    working, peak, at = 0, 0, turns[0][2]
    for _, step, frame in turns:
        working += step
        if working > peak:
            peak, at = working, frame
    with about(at):
        assert peak == most, f"{peak} of {person}'s {len(stories)} runs worked at the same time; expected {most}"


def rest_waited(world: World, person: str, at_once: int) -> None:
    """Each question beyond the plan's number was told to wait for that, and began only after another run had ended."""
    stories = _all(world, person)
    ends = sorted(story.ended.number for story in stories)
    waited = [story for story in stories if any(frame.event is Event.QUEUED for frame in story.frames)]
    assert len(waited) == len(stories) - at_once, f"{len(waited)} of {len(stories)} questions were told to wait"
    for place, story in enumerate(waited):
        [told] = [frame for frame in story.frames if frame.event is Event.QUEUED]
        with about(told):
            assert isinstance(told.body, Waiting), f"told to wait without a readable body: {told.words()}"
            assert told.body.reason == "plan_limit", f"told to wait because of {told.body.reason!r}"
            assert str(at_once) in (told.body.message or ""), f"the number {at_once} is not told: {told.body.message!r}"
            assert told.number < story.started.number, "told to wait after it had begun"
            assert told.thread_id == story.ended.thread_id, f"told to wait in {told.thread_id}"
        with about(story.started):
            assert story.started.number > ends[place], f"{story.question.text!r} began before a run had ended"


def notes_counts(world: World) -> None:
    """Remembers what the chat processes count now."""
    world.facts.counted = world.cast["Sam"].metrics_of_chat()


def counts_at_work(world: World, count: int) -> None:
    """All chat processes together count, at once, so many runs at work: those that have begun, or, for none, once all
    have ended."""
    for person, asked in world.facts.questions.items():
        if count:
            begun = [conditions.started(question) for question in asked]
            world.cast[person].expects(*begun, since=asked[0].cursor, within="burst")
        else:
            _all(world, person)

    def at_work() -> float:
        told = [metrics.runs_active for metrics in world.cast["Sam"].metrics_of_chat()]
        if None in told:
            raise NotOffered(f"{world.target.name} does not count its runs")
        return sum(each or 0 for each in told)

    seen = overseeing.until(world, at_work, lambda found: found == count)
    assert seen == count, f"operators count {seen:g} runs at work; expected {count}"


def counts_ended(world: World, count: int) -> None:
    """Since the counts were noted so many runs more are counted as completed and none as anything else, and their
    durations add up to what the runs' customers were told."""
    before, after = world.facts.counted, world.cast["Sam"].metrics_of_chat()
    states = {state for metrics in after for state in metrics.runs}
    rise = {state: sum(m.runs.get(state, 0) for m in after) - sum(m.runs.get(state, 0) for m in before)
            for state in states}  # fmt: skip
    assert {state: more for state, more in rise.items() if more} == {"completed": count}, f"counted were {rise}"
    timed = [m.run_durations for m in after], [m.run_durations for m in before]
    number, seconds = (
        sum(getattr(each, what) if each else 0.0 for each in timed[0])
        - sum(getattr(each, what) if each else 0.0 for each in timed[1])
        for what in ("count", "seconds")
    )
    told = [story.answer.duration or 0.0 for person in world.facts.questions for story in asking.stories(world, person)]
    assert number == count, f"{number:g} durations were measured; expected {count}"
    assert abs(seconds - sum(told)) <= 0.01 * count, f"measured {seconds:.3f} s in all, told {sum(told):.3f} s"


def at_work(world: World, person: str, question: str) -> None:
    """The person asks, and operators see the run at work, under the person's name."""
    asked = asking.asks(world, person, question)
    world.cast[person].expects(conditions.started(asked), since=asked.cursor)
    live = _live(world, person)
    assert live == [asked.run_id], f"{person}'s run {asked.run_id} is at work; operators see {live}"


def ends(world: World, person: str) -> None:
    """The person's latest run comes to its end."""
    asking.story(world, person)


def none_at_work(world: World, person: str) -> None:
    """Operators see, at once, no run of the person's at work, and the one that ended among those that ended."""
    run_id = asking.latest(world, person).run_id
    live = overseeing.until(world, lambda: _live(world, person), lambda found: not found)
    assert not live, f"operators still see the runs {live} at work"
    ended = [run.id for run in world.cast["Sam"].runs_of_all(user_id=world.cast[person].account.id).value if run.over]
    assert run_id in ended, f"the run {run_id} has ended; operators see as ended {ended}"


def ask_again_and_again(world: World, people: Sequence[str], count: int) -> None:
    """Round after round each asks so many questions at once, each in a conversation of its own, and is answered; after
    each round the memory of the chat is noted."""
    for _ in range(overseeing.ROUNDS):
        for person in people:
            asks_apart(world, person, questions(count))
        for person in people:
            _all(world, person)
        overseeing.notes_memory(world)


def all_were_answered(world: World) -> None:
    """Every question of everybody was answered in words."""
    told = [story for person in world.facts.questions for story in _all(world, person)]
    assert told, "nobody asked anything"
    assert all(story.answer.text for story in told), "a question was answered without words"


def _all(world: World, person: str) -> list[Story]:
    """The stories of all the person's questions; many at once take longer than one."""
    asking.latest(world, person)
    return [question.tab.follows(question, "burst") for question in world.facts.questions[person]]


def _live(world: World, person: str) -> list[str | None]:
    found = world.cast["Sam"].runs_of_all(user_id=world.cast[person].account.id).value
    return [run.id for run in found if not run.over]


def asks_in_each(world: World, person: str, text: str) -> None:
    """Asks the same in each conversation that there is, without waiting for any answer."""
    threads = [str(question.thread_id) for question in world.facts.questions[person]]
    for thread in threads:
        world.facts.questions[person].append(world.cast[person].asks(text, thread=thread))


def recall_apart(world: World, person: str, words: Sequence[str]) -> None:
    """The latest questions' answers recall these words, the first the first and so on, and none of the others; and
    they were worked on at the same time."""
    latest = _all(world, person)[-len(words) :]
    for story, own in zip(latest, words, strict=True):
        with about(story.ended):
            recalled = [each for each in words if each in story.answer.text]
            assert recalled == [own], f"the answer recalls {recalled}; expected {own!r} alone"
    first, *others = latest
    for other in others:
        assert other.started.number < first.ended.number, "the conversations were worked on one after the other"
