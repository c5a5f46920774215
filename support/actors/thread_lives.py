"""The life of a conversation: its states, their history, and what is told of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from support.actors import asking, conditions
from support.actors.alike import GRAIN, between, differences
from support.actors.conversations import as_shown, has, thread_id, told_as_shown
from support.actors.reply import Reply
from support.evidence.about import about
from support.targets.canon import Event, Message, Reason, Thread

if TYPE_CHECKING:
    from support.world import World

STATES = ("draft", "active", "completed", "archived")
"""The states of a conversation, in the order in which they follow (CONTRACT.md, "Threads, messages, runs")."""

ANNOUNCED = {
    "started": Event.THREAD_CREATED,
    "archived": Event.THREAD_ARCHIVED,
    "deleted": Event.THREAD_DELETED,
}
"""How open tabs are told of it; of every other change by an update."""

ALLOWED = {"active": "active", "completed": "completed", "archived": "archived", "restoring": "restore"}
"""What may follow, and the word by which a refusal has to name it."""


def has_in_state(world: World, person: str, title: str, state: str) -> Thread:
    """The person has a conversation in that state, brought there by its own way."""
    thread = has(world, person, title, **({"status": "draft"} if state == "draft" else {}))
    for step in {"completed": ("completed",), "archived": ("completed", "archived")}.get(state, ()):
        thread = world.cast[person].edits(thread.id, {"status": step}).value
    world.facts.known[title] = thread
    return thread


def moves(world: World, person: str, title: str, state: str) -> Reply[Thread]:
    """The person brings the conversation into that state: by an edit, or out of the archive by restoring it."""
    actor, known = world.cast[person], world.facts.known[title]
    world.mark()
    reply = actor.restores(known.id) if known.status == "archived" else actor.edits(known.id, {"status": state})
    world.facts.heard(person, reply)
    return reply


def history_is(world: World, title: str, states: Sequence[str]) -> None:
    """The conversation was in these states, in this order, and is in the last of them; so its owner was told."""
    told_as_shown(world, title)
    thread = as_shown(world, title)
    seen = [turn.status for turn in thread.history]
    assert seen == list(states), f"expected {title!r} to have been {list(states)}; its history is {seen}"
    assert thread.status == states[-1], f"{title!r} is {thread.status}; its history ends with {states[-1]}"


def history_is_signed(world: World, person: str, title: str) -> None:
    """Each state has its moment, between the start and the last activity, in order, and who made it."""
    thread = as_shown(world, title)
    moments = [turn.at for turn in thread.history if turn.at is not None]
    assert len(moments) == len(thread.history), f"a state of {title!r} has no moment: {thread.history}"
    assert thread.created_at is not None, f"{title!r} does not say since when it is"
    assert thread.last_activity_at is not None, f"{title!r} does not say when something last happened"
    assert moments == sorted(set(moments)), f"the moments of {title!r} are not in order: {moments}"
    first, last = thread.created_at - 5 * GRAIN, thread.last_activity_at + 5 * GRAIN
    assert first <= moments[0], f"{title!r} began at {thread.created_at}; its first state at {moments[0]}"
    assert moments[-1] <= last, f"something last happened at {thread.last_activity_at}; the last state: {moments[-1]}"
    strangers = {turn.by for turn in thread.history} - {world.cast[person].account.id}
    assert not strangers, f"states of {title!r} were made by {strangers}; expected {person}"


def told_once(world: World, person: str, title: str, state: str) -> None:
    """Each of the person's tabs was told, at once and once, that the conversation is in that state or edited, and all
    that its owner is shown of it."""
    event = ANNOUNCED.get(state, Event.THREAD_UPDATED)
    thread = thread_id(world, title)
    about_it = conditions.told(event, where=lambda frame: frame.thread_id == thread, says=f"of {title!r}")
    for tab in world.cast[person].opened_tabs:
        [frame] = tab.expects(about_it, within="at once")
        with about(frame):
            if state != "deleted":
                assert isinstance(frame.body, Thread), f"nothing is told of {title!r}: {frame.words()}"
                wanted = "active" if state in ("started", "edited") else state
                assert frame.body.status == wanted, f"{title!r} is {wanted}; told was {frame.body.status}"
                assert frame.body.id == thread, f"told of {title!r}, but about {frame.body.id}"
                differ = differences(frame.body, as_shown(world, title))
                assert not differ, f"{title!r} is told otherwise than it is shown: {differ}"
            assert frame.user_id == world.cast[person].account.id, f"told to {frame.user_id}; expected {person}"
        tab.sees_nothing(about_it, since=frame.cursor)


def announced_first(world: World, person: str, title: str) -> None:
    """On each tab the first that was told of the conversation is that it is started."""
    thread = thread_id(world, title)
    for tab in world.cast[person].opened_tabs:
        told = [frame for frame in tab.frames() if frame.thread_id == thread]
        with about(*told[:1]):
            assert told, f"nothing was told of {title!r}"
            assert told[0].event is Event.THREAD_CREATED, f"the first told of {title!r} is {told[0].words()}"


def completes_and_archives(world: World, person: str, title: str) -> None:
    """The person completes the conversation and archives it after that; both replies are remembered."""
    for state in ("completed", "archived"):
        world.facts.heard(person, world.cast[person].edits(thread_id(world, title), {"status": state}))


def does_all(world: World, person: str, title: str) -> None:
    """The person edits, writes a message in and completes the conversation, and reads it before and after each."""
    actor, thread = world.cast[person], thread_id(world, title)
    acts = (
        lambda: actor.edits(thread, {"priority": "high"}),
        lambda: actor.posts("One more thing", thread),
        lambda: actor.edits(thread, {"status": "completed"}),
    )
    world.facts.lives = [actor.thread(thread).value]
    for act in acts:
        world.facts.heard(person, act())
        world.facts.reply(person).value  # noqa: B018 - a refusal fails here
        world.facts.lives.append(actor.thread(thread).value)


def activity_moved(world: World, title: str, count: int) -> None:
    """With each act the conversation's last activity is later than before, never before its start, and with each edit
    the moment of the last one; the message in it reads as it was confirmed."""
    owner, moments = world.facts.owners[title], [thread.last_activity_at for thread in world.facts.lives]
    assert len(moments) == count + 1, f"{count} acts were to be done in {title!r}; seen were {len(moments)} states"
    known = [moment for moment in moments if moment is not None]
    assert len(known) == len(moments), f"{title!r} does not say when something last happened: {moments}"
    assert known == sorted(set(known)), f"the last activity of {title!r} did not move forward each time: {known}"
    edited = [moment for place in (0, 1, 3) if (moment := world.facts.lives[place].updated_at) is not None]
    assert len(edited) == 3, f"{title!r} does not say when it was last edited: {edited}"
    assert edited == sorted(set(edited)), f"{title!r} was edited twice; it says that it was at {edited}"
    started = world.facts.lives[0].created_at
    assert started is not None, f"{title!r} does not say since when it is"
    assert started - GRAIN <= known[0], f"{title!r} began at {started}; something last happened at {known[0]}"
    assert world.facts.lives[-1].message_count == 1, f"one message was written in {title!r}; it counts otherwise"
    written = [reply.granted for reply in world.facts.replies[owner] if isinstance(reply.granted, Message)]
    differ = between(written, world.cast[owner].messages(thread_id(world, title)).value)
    assert not differ, f"what was written in {title!r} was confirmed otherwise than it reads: {differ}"


def is_called_after_it(world: World, person: str) -> None:
    """The title of the latest question's conversation has one of the question's longer words."""
    told = asking.story(world, person)
    title = world.cast[person].thread(str(told.ended.thread_id)).value.title or ""
    words = set(re.findall(r"\w{4,}", told.question.text.lower()))
    assert words & set(re.findall(r"\w+", title.lower())), f"asked was {told.question.text!r}; it is called {title!r}"


def answer_is_activity(world: World) -> None:
    """Whoever asked is shown that something last happened in the conversation when the answer came, not before."""
    [person] = world.facts.questions
    told = asking.story(world, person)
    shown = world.cast[person].thread(str(told.ended.thread_id)).value.last_activity_at
    assert shown is not None, "the conversation does not say when something last happened"
    assert told.ended.produced is not None, "the answer does not say when it came"
    assert shown >= told.ended.produced - GRAIN, f"answered at {told.ended.produced}; the last activity was at {shown}"


def told_what_is_allowed(world: World, person: str, state: str, allowed: str) -> None:
    """The refusal names the state that it is in and what may follow, and nothing else as allowed."""
    refusal = world.facts.reply(person).refused(Reason.WRONG_STATE)
    message, advice = (refusal.message or "").lower(), (refusal.next_step or "").lower()
    assert state in message, f"the refusal does not say that it is {state}: {message!r}"
    named = set(re.findall("|".join([*STATES, "restore"]), advice))
    assert named == {ALLOWED[allowed]}, f"allowed is {allowed}; {person} is told {advice!r}"


def edits_while_database_dies(world: World, person: str, title: str) -> None:
    """The person edits the summary again and again, at the same moment many times while the database is killed, until
    the database is back and an edit is confirmed."""
    actor, thread = world.cast[person], thread_id(world, title)
    said = world.facts.edits
    said.append("1")
    actor.edits(thread, {"summary": "1"}).value  # noqa: B018 - a refusal fails here
    world.facts.confirmed = "1"
    world.stack_control.kills("database")
    for number in range(2, 6):
        said.append(str(number))
        reply = actor.edits(thread, {"summary": str(number)})
        if reply.ok:
            world.facts.confirmed = str(number)
        else:
            reply.refused(Reason.UNAVAILABLE)
    world.stack_control.starts("database")


def holds_the_last_edit(world: World, title: str) -> None:
    """The summary is the one that was confirmed last, or one that was sent after that and got no answer."""
    summary = as_shown(world, title).summary
    said = world.facts.edits
    possible = said[said.index(world.facts.confirmed) :]
    assert summary in possible, f"confirmed was {world.facts.confirmed!r}, then sent were {possible}; it is {summary!r}"
