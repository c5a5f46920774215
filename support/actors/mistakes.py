"""Messages that are none: what customers send by mistake or in anger, and what they have to be told."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from support.actors import asking, conditions, problems
from support.actors.tab import Tab
from support.evidence.about import about
from support.targets.canon import Event, Problem, Reason

if TYPE_CHECKING:
    from support.world import World

MESSAGE = 8000
"""Characters of the longest message (CONTRACT.md, "Threads, messages, runs")."""

FRAME = 64 * 1024
"""Bytes of the largest frame (CONTRACT.md, "The live socket")."""

_UNFIT = (Reason.INVALID, Reason.MISSING_FIELD)

MISTAKES: Mapping[str, tuple[Reason, ...]] = {
    "an empty message": _UNFIT,
    "a message of blanks": _UNFIT,
    "a message of 8001 characters": (*_UNFIT, Reason.TOO_LARGE),
    "a message that breaks off": (Reason.MALFORMED,),
    "a bare sentence": (Reason.MALFORMED,),
    "a message of an unknown kind": (Reason.UNKNOWN_KIND,),
    "a message in bytes": (Reason.MALFORMED,),
    "a message to an impossible conversation": (Reason.NOT_FOUND,),
    "more than 64 KiB at once": (),
    "a question that may take less than no time": _UNFIT,
    "a question that may take a word for a time": _UNFIT,
    "a question with a wish that nobody knows": _UNFIT,
    "a question to a conversation that can not exist": (*_UNFIT, Reason.NOT_FOUND),
    "a question to an agent that does not exist": (Reason.UNKNOWN_AGENT,),
    "a question to the actions agent": (Reason.FORBIDDEN,),
}
"""Each with the reasons for which it may be refused; none where the connection is closed instead."""


_REQUESTS: Mapping[str, Mapping[str, Any]] = {
    "a question that may take less than no time": {"options": {"seconds": -1}},
    "a question that may take a word for a time": {"options": {"seconds": "a while"}},
    "a question with a wish that nobody knows": {"options": {"colour": "blue"}},
    "a question to a conversation that can not exist": {"conversation": "the latest one"},
    "a question to an agent that does not exist": {"agent": "horoscope"},
    "a question to the actions agent": {"agent": "actions"},
}
"""Of those that ask for a run that there cannot be, what is wrong with it."""


def sends(world: World, person: str, mistake: str) -> None:
    """The person sends one of :data:`MISTAKES` on the open tab, which is remembered."""
    tab = world.cast[person].tab()
    world.facts.tabs.setdefault(person, []).append(tab)
    world.facts.mistakes[person] = mistake
    world.facts.last_number[person] = asking.newest_number(world, person)
    tab.sends_raw(_written(world, person, mistake))


def _written(world: World, person: str, mistake: str) -> str | bytes:
    dialect = world.target.speaks()
    nobodys = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{world.scenario_id}:{person}:{mistake}"))

    def message(text: str, thread: str | None = None) -> str:
        return dialect.user_message(text, thread, nobodys, None, None)

    if mistake in _REQUESTS:
        wrong = _REQUESTS[mistake]
        where, whom, how = wrong.get("conversation"), wrong.get("agent"), wrong.get("options")
        return dialect.user_message("What do we spend on AI?", where, nobodys, whom, how)
    match mistake:
        case "an empty message":
            return message("")
        case "a message of blanks":
            return message(" \t \n ")
        case "a message of 8001 characters":
            return message(of_length("What do we spend on AI?", MESSAGE + 1))
        case "a message that breaks off":
            return message("What do we spend on AI?")[:-6]
        case "a bare sentence":
            return json.dumps("What do we spend on AI?")
        case "a message of an unknown kind":
            return dialect.unknown_kind()
        case "a message in bytes":
            return message("What do we spend on AI?").encode()
        case "a message to an impossible conversation":
            return message("What do we spend on AI?", thread=nobodys)
        case "more than 64 KiB at once":
            return message("€" * (FRAME // 3 + 1))
    raise LookupError(f"no such mistake: {mistake!r}")


def of_length(question: str, length: int) -> str:
    """The question, said again and again until it has exactly so many characters."""
    return (f"{question} " * (length // len(question) + 1))[: length - 1] + "?"


def is_told(world: World, person: str) -> None:
    """One error on the same connection, for the right reason, with a word on what is wrong and one on what to do."""
    tab, mistake = _tab(world, person), world.facts.mistakes[person]
    [frame] = tab.expects(conditions.refused(*MISTAKES[mistake]), within="at once")
    problem = frame.body
    assert isinstance(problem, Problem), f"an error without a readable body: {frame.words()}"
    problems.is_plain(problem, frame)


def nothing_is_kept(world: World, person: str) -> None:
    """Since the mistake no event and no conversation was added to what the person has."""
    actor = world.cast[person]
    before = world.facts.last_number[person]
    added = [event for event in world.kept.events(actor.account.id) if event.seq > before]
    assert not added, f"of {world.facts.mistakes[person]} is kept: {[(each.seq, each.event) for each in added]}"
    asked = {question.thread_id for question in world.facts.questions.get(person, ())}
    opened = [thread.id for thread in actor.threads().value if thread.id not in asked]
    assert not opened, f"{world.facts.mistakes[person]} opened the conversation {opened}"


def goes_on(world: World, person: str, question: str) -> None:
    """The person's next question is answered on the very connection that the mistake was made on."""
    tab = _tab(world, person)
    asked = asking.asks(world, person, question)
    assert asked.tab is tab, f"{person} had to ask on another connection"
    assert asking.story(world, person).answer.text, f"{question!r} was answered without words"
    assert tab.open, f"{person}'s connection was closed: {tab.closed}"
    errors = [frame for frame in tab.frames() if frame.event is Event.ERROR]
    with about(*errors):
        doubled = [frame for place, frame in enumerate(errors) if frame.raw in [each.raw for each in errors[:place]]]
        assert not doubled, f"{person} was told the same error twice: {[frame.words() for frame in doubled]}"


def goes_on_anew(world: World, person: str, question: str) -> None:
    """The old connection is closed; on a new one the person's question is answered."""
    old = _tab(world, person)
    assert not old.open, f"{person}'s old connection is still open"
    world.cast[person].opens_tab().ready  # noqa: B018  a connection counts once it is ready
    assert asking.asks(world, person, question).tab is not old, f"{person} asked on the old connection"
    assert asking.story(world, person).answer.text, f"{question!r} was answered without words"


def _tab(world: World, person: str) -> Tab:
    return world.facts.tabs[person][-1]
