"""How many questions a day a plan gives, and what a customer is told who has asked them all."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from support.actors import asking, conditions, problems
from support.evidence.about import about
from support.targets.canon import Frame, Problem, Reason

if TYPE_CHECKING:
    from support.world import World

DAY = 86_400
"""Seconds of a day; days are counted from midnight UTC (CONTRACT.md, "Accounts")."""

SOON = 2.0
"""Seconds until the end of a day that is about to end."""


def look_at_plans(world: World, people: Iterable[str]) -> None:
    """Each looks at what the plan gives; what each is told is remembered."""
    for person in people:
        world.facts.heard(person, world.cast[person].daily_runs())


def gives(world: World, row: Mapping[str, str]) -> None:
    """Each of these people was told exactly so many questions a day."""
    for person, count in row.items():
        told = world.facts.reply(person).value
        assert told == int(count), f"{person} should have {count} questions a day; told are {told}"


def spends(world: World, person: str, count: int) -> None:
    """The person asks so many questions and takes each back at once: a question counts when it is asked."""
    actor = world.cast[person]
    thread = actor.starts_thread().value.id
    for number in range(count):
        question = actor.asks(f"Question {number + 1} of the day?", thread=thread)
        world.facts.questions.setdefault(person, []).append(question)
        actor.expects(conditions.received(question), since=question.cursor)
        question.tab.cancels(str(question.run_id))
        actor.follows(question)


def told_refused(world: World, person: str, reason: Reason) -> Frame:
    """The latest question was refused for that reason, with plain words on what is wrong and what to do, and had no
    run."""
    question = asking.latest(world, person)
    [told] = world.cast[person].expects(conditions.refused(reason), since=question.cursor, within="at once")
    assert isinstance(told.body, Problem), f"a refusal without words: {told.words()}"
    problems.is_plain(told.body, told)
    with about(question.acknowledgement):
        assert question.acknowledgement is None, f"{question.text!r} was refused, and taken all the same"
    return told


def told_way_out(world: World, person: str, plan: str) -> None:
    """The refusal names the plan that gives more, and the midnight (UTC) at which the day ends."""
    told = told_refused(world, person, Reason.QUOTA_SPENT)
    assert isinstance(told.body, Problem), f"a refusal without words: {told.words()}"
    midnight = datetime.datetime.combine(world.now().date() + datetime.timedelta(days=1), datetime.time())
    with about(told):
        assert plan in str(told.body.next_step).split(), f"the plan {plan} gives more; told: {told.body.next_step!r}"
        assert f"{midnight} UTC" in str(told.body.message), (
            f"the day ends at {midnight} UTC; told: {told.body.message!r}"
        )


def is_not_kept(world: World, person: str) -> None:
    """The refused question is no message of its conversation, which keeps all others, and no run of it."""
    *others, refused = world.facts.questions[person]
    texts = [message.text for message in world.cast[person].messages(str(refused.given_thread)).value]
    assert texts == [question.text for question in others], f"asked were {[q.text for q in others]}; kept are {texts}"


def has_questions(world: World, person: str, count: int) -> None:
    """The organisation has so many questions for each day."""
    world.cast.signed_in(person).has_questions(count, DAY)


def last_day(world: World, person: str, count: int) -> None:
    """The organisation has so many questions for a day of about the usual length that ends in a moment."""
    end = world.now().timestamp() + SOON * max(1.0, world.budgets.patience)
    world.cast.signed_in(person).has_questions(count, end / (end // DAY))
    world.facts.struck = world.mark()
    world.facts.waiting = end


def asks_after_the_day(world: World, person: str, text: str) -> None:
    """The person is refused one question more, and asks this one when the day has ended."""
    asking.asks(world, person, f"{text} Today?")
    told_refused(world, person, Reason.QUOTA_SPENT)
    left = world.facts.waiting - world.now().timestamp()
    world.wire.wait("the end of the day", lambda: False, left + SOON / 10)
    asking.asks(world, person, text, anew=True)
