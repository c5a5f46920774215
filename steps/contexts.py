"""Agents inside a conversation: what they are told of it, what they leave in it, and what they know."""

from behave import then, when
from behave.runner import Context

from support.actors import conversations


@when('{person:Person} asks in "{title:Title}": "{question}"')
def asks_in(context: Context, person: str, title: str, question: str) -> None:
    conversations.asks_in(context.world, person, title, question)



@then('everything that {person:Person} is told of the run is told in "{title:Title}"')
def told_in(context: Context, person: str, title: str) -> None:
    conversations.told_in(context.world, person, title)
