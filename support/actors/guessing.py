"""Who guesses passwords, and many sign-ins and renewals at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.actors import asking, endings, entering
from support.targets.canon import Reason

if TYPE_CHECKING:
    from support.world import World

TRIES = 5
"""Wrong passwords that lock an account (CONTRACT.md, "Accounts")."""
LOCK = 15 * 60
"""Seconds that a lock lasts."""
SHORT_LOCK = 0.5
"""Seconds that it lasts where a scenario sees it end."""


def guesses(world: World, attacker: str, victim: str, count: int) -> None:
    """The attacker tries so many wrong passwords on the victim's address."""
    guesser, email = world.cast[attacker], world.cast[victim].email
    for number in range(count):
        world.facts.heard(attacker, guesser.sign_in(email=email, password=f"Wrong-{number}-Guess"))


def lock_is_short(world: World, person: str) -> None:
    """A lock of an account of the person's company ends after a moment."""
    world.cast.signed_in(person).is_limited(lock_lasts=SHORT_LOCK)


def lock_ends(world: World, person: str) -> None:
    """The lock is there, and then its time passes."""
    world.cast[person].sign_in().refused(Reason.LOCKED)
    endings.passes(world, SHORT_LOCK + endings.MOMENT)


def none_opened(world: World, attacker: str) -> None:
    """As many guesses as lock an account met wrong credentials, each later one the lock, and none a sign-in."""
    replies = world.facts.replies[attacker]
    for reply in replies[:TRIES]:
        reply.refused(Reason.WRONG_CREDENTIALS)
    for reply in replies[TRIES:]:
        reply.refused(Reason.LOCKED)


def told_how_long(world: World, person: str, seconds: int) -> None:
    """The person was told to wait almost so long, and not longer."""
    refusal = world.facts.reply(person).refused(Reason.LOCKED)
    assert refusal.wait is not None, f"{person} is not told how long the lock lasts: {refusal.next_step!r}"
    assert seconds - 30 <= refusal.wait <= seconds, f"{person} is told to wait {refusal.wait:g} s; expected {seconds} s"


def many_are_put_off(world: World, person: str, count: int) -> None:
    """From now on the person's company may sign each person in so many times a minute; so many tries more are made."""
    actor = world.cast.signed_in(person)
    actor.is_limited(sign_ins_a_minute=count)
    for _ in range(count + 1):
        world.facts.heard(person, actor.sign_in())


def only_last_put_off(world: World, person: str) -> None:
    """Every sign-in but the last was granted; the last was refused for their number, with a word on how long."""
    *granted, last = world.facts.replies[person]
    for reply in granted:
        assert reply.value.tokens.access, f"{person} is signed in without a token"
    refusal = last.refused(Reason.RATE_LIMITED)
    assert refusal.next_step, f"{person} is put off without a next step"


def signs_in_at_once(world: World, person: str, count: int) -> None:
    """So many sign-ins of the person at the same moment."""
    actor = world.cast[person]
    world.facts.replies[person] = list(actor.signs_in_at_once(count))


def all_signed_in(world: World, person: str, count: int) -> None:
    """So many different sign-ins came of it; each opens the account, and each is listed as a live one."""
    actor = world.cast[person]
    tokens = [reply.value.tokens.access for reply in world.facts.replies[person]]
    assert len(set(tokens)) == count, f"{person} holds {len(set(tokens))} different sign-ins; expected {count}"
    for token in tokens:
        entering.opens_account(world, person, token)
    listed = {each.id: each for each in actor.sessions().value}
    expected = {str(actor.claims(token).session_id) for token in tokens}
    assert expected <= set(listed), f"{len(expected - set(listed))} of {count} sign-ins are not listed as live"
    asking = str(actor.claims(actor.tokens.access).session_id)
    current = [each.id for each in listed.values() if each.current]
    assert current == [asking], f"{person} asked from {asking}; shown as the one that asks are {current}"
    others = set(listed) - expected - {asking}
    assert len(others) <= 1, f"beside these sign-ins {person} has the first one; listed are {len(others)} more"
    for each in listed.values():
        assert each.created_at is not None, f"the sign-in {each.id} does not say when it began"
        assert each.ends_at is not None, f"the sign-in {each.id} does not say when it ends"
        assert each.created_at <= world.now() < each.ends_at, f"the live sign-in {each.id} lasts until {each.ends_at}"


def renews_at_once(world: World, person: str, count: int) -> None:
    """So many tabs use the same renewal at the same moment."""
    world.facts.replies[person] = list(world.cast[person].refreshes_at_once(count))


def one_successor(world: World, person: str, count: int) -> None:
    """All of them got the same renewal, and what each got opens the account; the one renewal works."""
    tokens = [reply.value.tokens for reply in world.facts.replies[person]]
    assert len(tokens) == count, f"{len(tokens)} renewals were granted; expected {count}"
    successors = {each.refresh for each in tokens}
    assert len(successors) == 1, f"{len(successors)} renewals came of one; expected one"
    for each in tokens:
        entering.opens_account(world, person, each.access)
    entering.renews(world, person)


def issues(world: World, person: str, count: int) -> None:
    """So many sign-ins are issued one after the other, by renewing."""
    for _ in range(count):
        world.facts.heard(person, world.cast[person].refresh())


def issued_within(world: World, person: str, count: int, seconds: float) -> None:
    """So many different ones were issued, in less than so many seconds."""
    replies = world.facts.replies[person]
    issued = {reply.value.tokens.access for reply in replies}
    took = sum(reply.took for reply in replies)
    assert len(issued) == count, f"{len(issued)} different sign-ins were issued; expected {count}"
    assert took <= seconds, f"issuing {count} sign-ins took {took:.2f} s; the promise is {seconds:g} s"


def checked_within(world: World, person: str, seconds: float) -> None:
    """Each of those opens the account, all of them in less than so many seconds."""
    actor = world.cast[person]
    checks = [actor.whoami(reply.value.tokens.access) for reply in world.facts.replies[person]]
    for check in checks:
        assert check.value.id == actor.account.id, f"a sign-in of {person}'s opens account {check.value.id}"
    took = sum(check.took for check in checks)
    assert took <= seconds, f"checking {len(checks)} sign-ins took {took:.2f} s; the promise is {seconds:g} s"


def renews_and_asks_on(world: World, person: str, question: str) -> None:
    """The person renews the sign-in, opens a tab with the new one, and asks there in the same conversation."""
    actor = world.cast[person]
    world.facts.given_up[person] = actor.tokens
    thread = asking.story(world, person).ended.thread_id
    world.facts.heard(person, actor.refresh())
    tab = actor.opens_tab("renewed")
    tab.ready  # noqa: B018 - a connection counts once it is ready
    world.facts.questions[person].append(tab.asks(question, thread))


def in_one_conversation(world: World, person: str) -> None:
    """The conversation holds the two questions, each with its answer, in the order asked."""
    stories = asking.stories(world, person)
    messages = world.cast[person].messages(str(stories[-1].ended.thread_id)).value
    expected = [text for story in stories for text in (story.question.text, story.answer.text)]
    seen = [message.text for message in messages]
    assert seen == expected, f"the conversation holds {len(seen)} messages; expected {len(expected)} in order: {seen}"


def holds_another(world: World, person: str) -> None:
    """The renewed sign-in is another token, of the same session and person, and opens the account."""
    actor, before = world.cast[person], world.facts.given_up[person]
    renewed = world.facts.reply(person).value.tokens
    assert renewed.access != before.access, f"{person}'s renewed sign-in is the old one"
    assert renewed.refresh != before.refresh, f"{person}'s renewal can be used again and again"
    old, new = actor.claims(before.access), actor.claims(renewed.access)
    assert (new.user_id, new.session_id) == (old.user_id, old.session_id), f"{person} is signed in as somebody else"
    assert new.token_id != old.token_id, f"{person}'s renewed sign-in has the id of the old one"
    entering.opens_account(world, person, renewed.access)
