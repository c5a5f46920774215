"""Identities that somebody claims, and those that are none."""

from behave import then, when
from behave.runner import Context

from support.actors import impostors


@when('{person:Person} asks "{question}" in the name of {other:Person}')
def asks_as(context: Context, person: str, question: str, other: str) -> None:
    impostors.asks_as(context.world, person, other, question)


@then("the work is {person:Person}'s own, and none of it is {other:Person}'s")
def work_is_own(context: Context, person: str, other: str) -> None:
    impostors.work_is_own(context.world, person, other)


@when("{person:Person} asks in the conversation of each of these names")
def asks_in_each(context: Context, person: str) -> None:
    impostors.asks_in_each(context.world, person, [row["name"] for row in context.table])


@then("each of these {count:Count} is refused to {person:Person} with a word on what to do, and nothing is kept")
def each_is_refused(context: Context, count: int, person: str) -> None:
    impostors.each_is_refused(context.world, person, count)
