"""Who knocks at the live connection: foreign pages, too many tabs, the same message twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from support.actors import asking, browsing, conditions, quotas
from support.evidence.about import about
from support.runs.outcomes import NotOffered
from support.targets.canon import Problem, Reason

if TYPE_CHECKING:
    from support.world import World

PAGES: Mapping[str, Callable[[str], str]] = {
    "a page of Mallory's own": lambda own: "https://mallory.example",
    "a page of no origin": lambda own: "null",
    "a page whose address begins like the product's": lambda own: f"{own}.mallory.example",
    "a page whose address ends like the product's": lambda own: own.replace("://", "://mallory-"),
    "a page at the product's address without encryption": lambda own: own.replace("https:", "http:"),
    "a page at another port of the product's address": lambda own: f"{own}:8443",
}
"""Web pages that are not the product's, by the product's origin."""


def page_knocks(world: World, page: str, person: str) -> None:
    """One of :data:`PAGES`, open in the person's browser, tries to connect and to read for the person."""
    origin = PAGES[page](browsing.own_origin(world))
    world.facts.tabs.setdefault("Mallory", []).append(browsing.connects(world, person, origin))
    world.facts.pages["Mallory"] = world.cast[person].page(origin).reads()


def own_page_connects(world: World, person: str) -> None:
    """The product's own page connects for the person."""
    tab = browsing.connects(world, person, browsing.own_origin(world))
    assert tab.refusal is None, f"the product's own page is turned away: {tab.refusal}"
    assert tab.ready.user_id == world.cast[person].account.id, f"the page is connected for {tab.ready.user_id}"


def is_echoed_nowhere(world: World, person: str) -> None:
    """Nothing of the person's sign-in stands in a log, and services have logged since the scenario began."""
    logged = world.log_lines(world.cast[person].tokens.access.rpartition(".")[0])
    if logged is None:
        raise NotOffered(f"{world.target.name} does not let the suite read its logs")
    lines, found = logged
    assert lines, "no service has logged anything since the scenario began"
    assert not found, "the sign-in stands in the logs:\n  " + "\n  ".join(found[:5])
    for tab in world.facts.tabs["Mallory"]:
        said = str(tab.refusal)
        assert world.cast[person].tokens.access not in said, f"the refusal repeats the sign-in: {said[:80]}"


def opens_one_more(world: World, person: str) -> None:
    """The person opens one more tab; it is remembered."""
    actor = world.cast[person]
    tab = actor.opens_tab(f"tab {len(actor.opened_tabs) + 1}")
    world.facts.tabs.setdefault(person, []).append(tab)


def is_one_too_many(world: World, person: str) -> None:
    """The newest tab is told so in words, with what to do, and the others stay open."""
    *others, newest = world.cast[person].opened_tabs
    [told] = newest.expects(conditions.refused(Reason.RATE_LIMITED), since=newest.opening, within="at once")
    with about(told):
        assert isinstance(told.body, Problem), "the error has no readable body"
        assert told.body.message, "the error says nothing of what is wrong"
        assert told.body.next_step, "the error says nothing of what to do"
    for tab in others:
        tab.expects(conditions.pong(), since=tab.pings(), within="at once")


def only_last_is_refused(world: World, person: str, count: int, reason: Reason) -> None:
    """Of so many questions each was taken but the last, for which the person is told the reason and what to do."""
    taken = world.facts.questions[person][:-1]
    assert len(taken) == count - 1, f"{len(taken) + 1} questions were asked; expected {count}"
    for question in taken:
        world.cast[person].expects(conditions.received(question), since=question.cursor, within="answer")
    quotas.told_refused(world, person, reason)


def taken_are_answered(world: World, person: str) -> None:
    """Each of the person's questions but the last was answered in words."""
    for question in world.facts.questions[person][:-1]:
        story = world.cast[person].follows(question, "burst")
        assert story.answer.text, f"{question.text!r} was answered without words"


def opens_once_closed(world: World, person: str) -> None:
    """Once the person closes one of the tabs, a new one opens."""
    actor = world.cast[person]
    actor.opened_tabs[0].closes()
    for attempt in range(20):
        tab = actor.opens_tab(f"again {attempt}")
        tab.waits_for_first()
        if tab.first_ready is not None:
            return
        tab.closed_within()
    raise AssertionError(f"{person} closed a tab, and yet no other opened")


def sends_again(world: World, person: str) -> None:
    """The person's client sends its latest question again, word for word and under the same id."""
    asked = asking.latest(world, person)
    asked.tab.sends_raw(
        world.target.speaks().user_message(asked.text, asked.thread_id, asked.message_id, None, None)
    )


def counts_once(world: World, person: str) -> None:
    """Question and answer stand in the conversation once, and one run was made of them."""
    asked = asking.latest(world, person)
    actor, thread = world.cast[person], str(asked.thread_id)
    actor.tab().expects(conditions.pong(), since=actor.tab().pings(), within="at once")
    actor.tab().follows(asked)
    texts = [message.text for message in actor.messages(thread).value if message.role == "user"]
    assert texts == [asked.text], f"the question stands in the conversation {len(texts)} times"
    runs = actor.runs(thread).value
    assert len(runs) == 1, f"{len(runs)} runs were made of one question"
