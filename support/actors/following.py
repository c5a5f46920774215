"""Requests that can be followed from end to end: by their correlation id, through their parts, in what is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.actors import asking, conditions, crowds, problems
from support.actors.alike import differences
from support.actors.question import Cursor
from support.evidence.about import about
from support.runs.outcomes import NotOffered
from support.targets.canon import Problem, Reason
from support.wire.traffic import Response

if TYPE_CHECKING:
    from support.actors.question import Question
    from support.world import World

DEEPEST = 10
"""How many runs may stand above a run (CONTRACT.md, "Threads, messages, runs")."""

SENDERS = 4
"""Of how many customers the many requests come."""


def asks_under(world: World, person: str, text: str) -> None:
    """The person opens a conversation and asks there without the socket, the latter under a correlation id of their
    own; the tab hears of both."""
    actor, stage = world.cast[person], world.cast.stage
    opened, message_id = actor.starts_thread(), actor.new_id()
    world.facts.heard(person, opened)
    world.facts.followed[person] = f"follow-{actor.word()}"
    question = actor.tab().will_hear(text, opened.value.id, message_id)
    post = stage.dialect.post(opened.value.id, text, message_id, True)
    call = stage.dialect.under(post, world.facts.followed[person])
    world.facts.questions.setdefault(person, []).append(question)
    world.facts.heard(person, stage.perform(person, call, actor.tokens.access, actor.instance))


def followed_everywhere(world: World, person: str) -> None:
    """The id came back with the answer to the request, stands on each frame of the run, and is kept with the run and
    with each of its events. The question is kept as it was confirmed. The request before it, which opened
    the conversation, was told under its own."""
    expected, (opened, reply) = world.facts.followed[person], world.facts.replies[person][-2:]
    assert reply.correlation_id == expected, f"asked under {expected}; answered under {reply.correlation_id}"
    [frame] = world.cast[person].expects(conditions.conversation_created(opened.value.id), since=Cursor(0, 0.0))
    with about(frame):
        assert frame.correlation_id == opened.correlation_id, (
            f"the conversation was opened under {opened.correlation_id}; told under {frame.correlation_id}"
        )
    story = asking.story(world, person)
    for frame in story.frames:
        with about(frame):
            assert frame.correlation_id == expected, f"asked under {expected}; told under {frame.correlation_id}"
    written, *_ = world.kept.messages(str(story.ended.thread_id))
    differ = differences(reply.value, written)
    assert not differ, f"the question was confirmed otherwise than it is kept: {differ}"
    [trail] = world.cast.stage.rows(world.cast.stage.dialect.kept_trail, str(story.ended.run_id))
    assert trail.correlation_id == expected, f"asked under {expected}; the run is kept under {trail.correlation_id}"
    assert trail.followed == trail.events, f"{trail.events - trail.followed} of {trail.events} events are kept apart"


def connects_under(world: World, person: str) -> None:
    """The person opens a tab under a correlation id of their own."""
    actor = world.cast.signed_in(person)
    world.facts.followed[person] = actor.new_id()
    actor.opens_tab(under=world.facts.followed[person]).ready  # noqa: B018 - a connection counts once it is ready


def greeted_under(world: World, person: str) -> None:
    """The first frame of the tab stands under that id."""
    frame, expected = world.cast[person].tab().first_frame, world.facts.followed[person]
    with about(frame):
        assert frame.correlation_id == expected, f"connected under {expected}; greeted under {frame.correlation_id}"


def asks_for_nothing_under(world: World, person: str) -> None:
    """The person asks for a conversation that never was, under a correlation id of their own."""
    actor, dialect = world.cast[person], world.cast.stage.dialect
    world.facts.followed[person] = actor.new_id()
    call = dialect.under(dialect.thread(actor.new_id()), world.facts.followed[person])
    world.facts.heard(person, world.cast.stage.perform(person, call, actor.tokens.access, actor.instance))


def refused_under(world: World, person: str) -> None:
    """The refusal names that id, in what it says and in how it came."""
    expected, reply = world.facts.followed[person], world.facts.reply(person)
    seen = (reply.refused(Reason.NOT_FOUND).correlation_id, reply.correlation_id)
    assert seen == (expected, expected), f"asked under {expected}; refused under {seen}"


def is_logged(world: World, person: str) -> None:
    """Some line of the log says what was asked for under that id, and none says what the question was."""
    asking.story(world, person)
    logged = world.log_lines(world.facts.followed[person])
    if logged is None:
        raise NotOffered(f"{world.target.name} does not let the suite read its logs")
    assert logged[1], f"no line of the log can be followed by {world.facts.followed[person]}"


def asks_deeper(world: World, person: str, text: str) -> None:
    """The person asks, then has a part of it done, and a part of that, and so on, until one more than may be."""
    question: Question = asking.asks(world, person, text)
    actor, dialect = world.cast[person], world.cast.stage.dialect
    for number in range(DEEPEST + 1):
        actor.expects(conditions.received(question), since=question.cursor, within="answer")
        part, message_id = f"Part {number + 1} of it: report.", actor.new_id()
        data = dialect.subtask(part, message_id, str(question.run_id))
        question = actor.tab().asks_written(part, message_id, data)
        world.facts.questions[person].append(question)


def has_part_done(world: World, person: str, other: str) -> None:
    """The person asks something as a part of the run of somebody else's latest question."""
    actor, text = world.cast[person], "Part of it: report."
    message_id, above = actor.new_id(), str(asking.latest(world, other).run_id)
    data = world.cast.stage.dialect.subtask(text, message_id, above)
    world.facts.questions.setdefault(person, []).append(actor.tab().asks_written(text, message_id, data))


def parts_are_own(world: World, person: str) -> None:
    """Each part has an id of its own, belongs to the same person, is kept under the one above it, and was answered."""
    own, *_ = world.facts.questions[person]
    runs: list[str] = []
    for question in world.facts.questions[person][: DEEPEST + 1]:
        story = world.cast[person].follows(question, "burst")
        assert story.answer.text, f"{question.text!r} was answered without words"
        run = str(story.ended.run_id)
        assert run not in runs, f"{question.text!r} shares a run with {own.text!r}"
        [trail] = world.cast.stage.rows(world.cast.stage.dialect.kept_trail, run)
        account = world.cast[person].account
        assert trail.person == account.id, f"{question.text!r} is kept for {trail.person}; expected {person}"
        above = runs[-1] if runs else None
        assert trail.above == above, f"{question.text!r} is kept under {trail.above}; expected {above}"
        for frame in story.frames:
            assert frame.user_id == account.id, f"{question.text!r} is told to {frame.user_id}"
        runs.append(run)


def too_deep_is_refused(world: World, person: str) -> None:
    """The last part was refused as nested too deep, with plain words, and no run came of it."""
    question = world.facts.questions[person][-1]
    [frame] = world.cast[person].expects(conditions.refused(Reason.INVALID), since=question.cursor, within="at once")
    assert isinstance(frame.body, Problem), f"a refusal without words: {frame.words()}"
    problems.is_plain(frame.body, frame)
    assert str(DEEPEST) in str(frame.body.message), f"the refusal does not say how deep: {frame.body.message!r}"
    assert question.acknowledgement is None, f"{question.text!r} was refused, and taken all the same"


def all_recorded(world: World, person: str) -> None:
    """The question, the answer, each event, each agent and tool with its times, the phases and one charge are recorded
    for the latest run, as many as the person was told of."""
    story = asking.story(world, person)
    [trail] = world.cast.stage.rows(world.cast.stage.dialect.kept_trail, str(story.ended.run_id))
    counted = (trail.questions, trail.answers, trail.charges, trail.events, trail.tools, trail.agents)
    told = (1, 1, 1, len(story.frames), len(story.tools), len(story.answer.path))
    assert counted == told, (
        f"of questions, answers, charges, events, tools and agents {counted} are recorded; told were {told}"
    )
    assert trail.timed == trail.tools + trail.agents, f"{trail.timed} of the steps are recorded with their times"
    assert trail.phases >= 4, f"{trail.phases} phases are recorded"


def requests_at_once(world: World, count: int) -> None:
    """Several customers open so many conversations at the same moment, each under an id of its own."""
    people = world.cast.crowd(SENDERS)
    crowds.come_in(world, people)
    stage = world.cast.stage
    requests = []
    for number in range(count):
        actor = world.cast[people[number % SENDERS]]
        title, identity = f"Request {number + 1}", f"context-{number + 1}-{actor.word()}"
        call = stage.dialect.under(stage.dialect.create_thread({"title": title}), identity)
        requests.append((actor.name, stage.request(call, actor.tokens.access, number % len(stage.target.chat_urls))))
        world.facts.contexts.append((actor.name, title, identity))
    for context, answer in zip(world.facts.contexts, stage.wire.together(requests), strict=True):
        world.facts.answers[context[2]] = answer


def contexts_are_distinct(world: World) -> None:
    """Each request was answered under its own id with a conversation of its own, which is its sender's and has the
    title that it asked for; none is lost."""
    stage, threads = world.cast.stage, set[str]()
    call = stage.dialect.create_thread({})
    for person, title, identity in world.facts.contexts:
        answer = world.facts.answers[identity]
        reply = stage.judged(person, call, answer)
        thread = reply.value
        assert reply.correlation_id == identity, f"{title} was asked under {identity}, answered {reply.correlation_id}"
        assert (thread.title, thread.owner_id) == (title, world.cast[person].account.id), (
            f"{title} of {person}'s became {thread.title!r} of {thread.owner_id}"
        )
        threads.add(thread.id)
        assert isinstance(answer, Response), f"{title} had no answer"
    assert len(threads) == len(world.facts.contexts), f"{len(threads)} conversations for {len(world.facts.contexts)}"
