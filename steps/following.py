"""Requests that can be followed from end to end."""

from behave import then, when
from behave.runner import Context

from support.actors import following


@when('{person:Person} asks "{question}" under an id of their own')
def asks_under(context: Context, person: str, question: str) -> None:
    following.asks_under(context.world, person, question)


@when("{person:Person} connects under an id of their own")
def connects_under(context: Context, person: str) -> None:
    following.connects_under(context.world, person)


@then("{person:Person} is greeted under that id")
def greeted_under(context: Context, person: str) -> None:
    following.greeted_under(context.world, person)


@when("{person:Person} asks for a conversation that never was, under an id of their own")
def asks_for_nothing_under(context: Context, person: str) -> None:
    following.asks_for_nothing_under(context.world, person)


@then("{person:Person} is refused under that id")
def refused_under(context: Context, person: str) -> None:
    following.refused_under(context.world, person)


@then("{person:Person}'s request can be followed by its id through answer, events and records")
def followed_everywhere(context: Context, person: str) -> None:
    following.followed_everywhere(context.world, person)


@then("{person:Person}'s request can be followed by its id through the logs")
def is_logged(context: Context, person: str) -> None:
    following.is_logged(context.world, person)


@when('{person:Person} asks "{question}" and has part after part of it done, each under the one before')
def asks_deeper(context: Context, person: str, question: str) -> None:
    following.asks_deeper(context.world, person, question)


@when("{person:Person} has a part of {other:Person}'s work done")
def has_part_done(context: Context, person: str, other: str) -> None:
    following.has_part_done(context.world, person, other)


@then("each part of {person:Person}'s work has an id of its own under the one above, and is {other:Person}'s")
def parts_are_own(context: Context, person: str, other: str) -> None:
    following.parts_are_own(context.world, person)


@then("the part of {person:Person}'s that would be nested too deep is refused")
def too_deep_is_refused(context: Context, person: str) -> None:
    following.too_deep_is_refused(context.world, person)


@then("all that was done for {person:Person} is recorded, with its times, its people and its charge")
def all_recorded(context: Context, person: str) -> None:
    following.all_recorded(context.world, person)


@when("customers send {count:Count} requests at the same moment")
def requests_at_once(context: Context, count: int) -> None:
    following.requests_at_once(context.world, count)


@then("each request is answered in its own context, and none is lost")
def contexts_are_distinct(context: Context) -> None:
    following.contexts_are_distinct(context.world)
