"""Conversations of a scenario by their titles: how people start and edit them, and what they are then shown.

A title names a conversation from its start on, also where it is edited later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from support.actors import conditions
from support.actors.alike import differences
from support.actors.conversing import together
from support.actors.records import Row
from support.actors.reply import Reply
from support.targets.canon import Thread

if TYPE_CHECKING:
    from support.world import World

FACTS = ("budget", "industry", "compliance", "focus")
"""What a conversation's facts are called in features (CONTRACT.md, "Threads, messages, runs")."""

FLAWS: Mapping[str, Mapping[str, Any]] = {
    "a title of blanks": {"title": "   "},
    "an endless title": {"title": "Spend " * 50},
    "an unknown priority": {"priority": "whatever"},
    "an unknown visibility": {"visibility": "public"},
    "a state of its end": {"status": "archived"},
    "another owner": {"owner": "00000000-0000-4000-8000-000000000000"},
    "an impossible parent": {"parent": "the one above"},
    "a parent that is none": {"parent": "00000000-0000-4000-8000-000000000000"},
}
"""What can be wrong with a conversation that is started."""

NO_IDS = {
    "an id that is a word": "spend",
    "an id of a number": "17",
    "an id that is cut off": "00000000-0000-4000-8000",
    "an id that is nobody's": "00000000-0000-4000-8000-000000000000",
}
"""Ids that lead nowhere."""

def fields(rows: Iterable[Row]) -> dict[str, Any]:
    """A table of fields and values as :data:`support.targets.canon.FIELDS`."""
    made: dict[str, Any] = {}
    for row in rows:
        name, value = row.get("field"), row.get("value")
        if name in FACTS:
            made.setdefault("facts", {})[name] = value
        else:
            made["status" if name == "state" else name] = value.split(", ") if name == "tags" else value
    return made


def starts(world: World, person: str, title: str, **more: Any) -> Reply[Thread]:
    """The person starts a conversation, which has that title from now on in the scenario; the reply is remembered."""
    actor = world.cast.signed_in(person)
    world.mark()
    reply = actor.starts_thread(title, **more)
    world.facts.heard(person, reply)
    if reply.granted is not None:
        world.facts.threads[title] = reply.granted.id
        world.facts.known[title] = reply.granted
        world.facts.owners[title] = person
    return reply


def starts_with_flaw(world: World, person: str, flaw: str) -> None:
    """The person starts a conversation with one of :data:`FLAWS`; the reply is remembered."""
    details = {"title": "Cannot stand", **FLAWS[flaw]}
    world.facts.heard(person, world.cast[person].starts_thread(**details))


def has(world: World, person: str, title: str, **more: Any) -> Thread:
    """The person has a conversation of that title."""
    return starts(world, person, title, **more).value


def has_written(world: World, person: str, title: str, texts: Sequence[str]) -> None:
    """The person has written these in the conversation, without asking the agents; their open tabs have heard of it."""
    actor = world.cast[person]
    for text in texts:
        message = actor.posts(text, thread_id(world, title)).value
        world.facts.said.setdefault(title, []).append(message)
        for tab in (tab for tab in actor.opened_tabs if tab.open):
            tab.expects(conditions.written(message.id), within="at once")
    world.facts.known[title] = world.cast[person].thread(thread_id(world, title)).value


def has_these(world: World, person: str, rows: Iterable[Row]) -> None:
    """The person has these conversations; what stands under "says" was written in them."""
    for row in rows:
        more: dict[str, Any] = {
            name: row.get(name) for name in ("summary", "priority", "visibility") if row.get(name)
        }
        if facts := {name: row.get(name) for name in FACTS if row.get(name)}:
            more["facts"] = facts
        if row.get("tags"):
            more["tags"] = row.get("tags").split(", ")
        has(world, person, row.get("title"), **more)
        if row.get("says"):
            has_written(world, person, row.get("title"), [row.get("says")])


def edits(world: World, person: str, title: str, rows: Iterable[Row], **more: Any) -> Reply[Thread]:
    """The person edits the conversation; the reply is remembered."""
    reply = world.cast[person].edits(thread_id(world, title), fields(rows), **more)
    world.facts.heard(person, reply)
    return reply


def edits_as_read(world: World, person: str, title: str, rows: Iterable[Row]) -> None:
    """The person edits the conversation guarded by the version that was last read."""
    version = world.facts.known[title].version
    assert version is not None, f"{title!r} was shown without a version"
    edits(world, person, title, rows, version=version)


def edits_whose(world: World, person: str, title: str, what: str) -> None:
    """The person edits the conversation so that it is somebody else's, and with it what may be edited."""
    account = world.cast["Ben" if what == "owner" else "Mallory"]
    other = world.cast.signed_in(account.name).account
    named = other.id if what == "owner" else other.organisation and other.organisation.id
    reply = world.cast[person].edits(thread_id(world, title), {what: named, "summary": "Taken over"})
    world.facts.heard(person, reply)


def edits_together(world: World, person: str, title: str, count: int) -> None:
    """So many edits at the same moment; each is one of a fact of its own and of the title."""
    actor, thread = world.cast[person], thread_id(world, title)
    acts = [
        actor.edit_of(thread, {"title": f"{title}, {number}", "facts": {f"view {number}": f"of {number}"}})
        for number in range(1, count + 1)
    ]
    for reply in together([(actor, act) for act in acts]):
        world.facts.heard(person, reply)


def start_together(world: World, people: Sequence[str], count: int) -> None:
    """Each of the people starts so many conversations, all at the same moment; how long it took is remembered."""
    acts = []
    for person in people:
        actor = world.cast[person]
        acts += [(actor, actor.start_of({"title": f"{person}'s {number}"})) for number in range(1, count + 1)]
    begun = world.wire.now()
    replies = together(acts)
    world.facts.growth = [begun, world.wire.now()]
    for (actor, _), reply in zip(acts, replies, strict=True):
        world.facts.heard(actor.name, reply)
    world.facts.started = replies


def has_exactly(world: World, people: Sequence[str], count: int) -> None:
    """Each of the people has exactly the conversations that they started, under ids of their own, as their owner."""
    ids = [reply.value.id for person in people for reply in world.facts.replies[person]]
    assert len(set(ids)) == len(people) * count, f"{len(people) * count} were started; their ids are {sorted(ids)}"
    for person in people:
        made = {reply.value.id: reply.value.title for reply in world.facts.replies[person]}
        listed = world.cast[person].threads().value
        assert {each.id: each.title for each in listed} == made, f"{person} started {made}; listed are {listed}"
        told = {reply.value.id: reply.value for reply in world.facts.replies[person]}
        differ = [each for thread in listed for each in differences(thread, told[thread.id])]
        assert not differ, f"of {person}'s conversations are listed otherwise than they were started: {differ}"
        strangers = [each.id for each in listed if each.owner_id != world.cast[person].account.id]
        assert not strangers, f"not {person}'s own: {strangers}"


def started_are_kept(world: World) -> None:
    """Each of the conversations that were started is kept, under the title and for the owner that were told; nothing
    else is kept for these owners."""
    for person, replies in world.facts.replies.items():
        owner = world.cast[person].account.id
        told = {reply.value.id: reply.value for reply in replies}
        kept = world.kept.threads(owner)
        ids = [thread.id for thread in kept]
        assert sorted(ids) == sorted(told), f"{person} was told of {sorted(told)}; kept are {ids}"
        differ = [each for thread in kept for each in differences(thread, told[thread.id])]
        assert not differ, f"conversations of {person}'s are kept otherwise than they were told: {differ}"


def only_kept(world: World, person: str, title: str) -> None:
    """Of all the person's conversations only that one is kept, and it is as it was."""
    kept = [thread.id for thread in world.kept.threads(world.cast[person].account.id)]
    assert kept == [thread_id(world, title)], f"expected {title!r} alone to be kept for {person}; kept are {kept}"
    as_before(world, title)


def as_shown(world: World, title: str) -> Thread:
    """The conversation as its owner is shown it now."""
    return world.cast[world.facts.owners[title]].thread(thread_id(world, title)).value


def shows(world: World, person: str, title: str, rows: Iterable[Row]) -> None:
    """The conversation has exactly these fields, and no others."""
    expected = {row.get("field"): row.get("value") for row in rows}
    thread = world.cast[person].thread(thread_id(world, title)).value
    seen = _described(world, thread)
    assert seen == expected, f"expected {title!r} to have {expected}; {person} sees {seen}"
    assert thread.id == thread_id(world, title), f"{title!r} was started as {thread_id(world, title)}; seen {thread.id}"


def kept_as_shown(world: World, title: str) -> None:
    """What is kept of the conversation is, field by field, what its owner is shown."""
    shown, kept = as_shown(world, title), world.kept.thread(thread_id(world, title))
    assert kept is not None, f"nothing is kept of {title!r}"
    differ = differences(shown, kept)
    assert not differ, f"{title!r} is shown otherwise than it is kept: {differ}"


def told_as_shown(world: World, title: str) -> None:
    """What its owner was told with the latest change, where anything was told and no agents have worked since, is,
    field by field, what its owner is shown."""
    owner = world.facts.owners[title]
    replies = world.facts.replies.get(owner, [])
    told = [each.granted for each in replies if isinstance(each.granted, Thread)]
    others = {other for name, other in world.facts.threads.items() if name != title}
    told = [each for each in told if each.id not in others]
    if not told or replies[-1].granted is not told[-1] or world.facts.questions.get(owner):
        return
    newest = max(told, key=lambda each: each.version or 0)
    differ = differences(newest, as_shown(world, title))
    assert not differ, f"{title!r} was told otherwise than it is shown: {differ}"


def as_before(world: World, title: str) -> None:
    """The conversation is what it was when its owner was last shown it, to its owner and in what is kept."""
    known, shown = world.facts.known[title], as_shown(world, title)
    assert shown.raw == known.raw, f"{title!r} was {known.raw}; now it is {shown.raw}"
    kept_as_shown(world, title)


def next_edit_is_kept(world: World, person: str, title: str) -> None:
    """An edit that can stand is granted and kept."""
    thread = world.cast[person].edits(thread_id(world, title), {"summary": "It goes on"}).value
    kept = world.kept.thread(thread.id)
    assert kept is not None, f"nothing is kept of {title!r}"
    assert (thread.summary, kept.summary) == ("It goes on", "It goes on"), (
        f"edited to 'It goes on', confirmed as {thread.summary!r}, kept as {kept.summary!r}"
    )


def all_edits_are_in(world: World, title: str, count: int) -> None:
    """Each of the edits was confirmed with a version of its own; all their facts are there, and one of their titles."""
    before, thread = world.facts.known[title], as_shown(world, title)
    replies = world.facts.replies[world.facts.owners[title]][-count:]
    versions = sorted(reply.value.version or 0 for reply in replies)
    expected = list(range((before.version or 0) + 1, (before.version or 0) + count + 1))
    assert versions == expected, f"{count} edits of version {before.version} were confirmed as {versions}"
    assert thread.version == expected[-1], f"after {count} edits {title!r} is at version {thread.version}"
    facts = {f"view {number}": f"of {number}" for number in range(1, count + 1)}
    assert thread.facts == facts, f"the edits made the facts {facts}; {title!r} has {thread.facts}"
    last = next(reply.value for reply in replies if reply.value.version == expected[-1])
    assert thread.title == last.title, f"the last edit made the title {last.title!r}; it is {thread.title!r}"


def thread_id(world: World, title: str) -> str:
    """The conversation's id; an error that says so where there is none of that title."""
    if title not in world.facts.threads:
        raise LookupError(f"there is no conversation {title!r} in this scenario: known are {list(world.facts.threads)}")
    return world.facts.threads[title]


def _described(world: World, thread: Thread) -> dict[str, str]:
    """What a conversation shows, in a feature's words; what is empty is left out."""
    people = {each.account.id: each.name for each in world.cast.present() if each.has_account}
    owner = people.get(thread.owner_id or "", thread.owner_id)
    shown = {
        "title": thread.title, "state": thread.status, "visibility": thread.visibility, "owner": owner,
        "summary": thread.summary, "tags": ", ".join(thread.tags), "priority": thread.priority,
        "department": thread.department, "project": thread.project, **thread.facts,
    }  # fmt: skip
    return {name: str(value) for name, value in shown.items() if value}
