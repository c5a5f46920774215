"""How customers ask."""

from behave import given, when
from behave.runner import Context

from support.actors import asking, reading


@when('{person:Person} asks "{question}"')
def asks(context: Context, person: str, question: str) -> None:
    asking.asks(context.world, person, question)


@given('{person:Person} was answered on "{question}"')
def was_answered_on(context: Context, person: str, question: str) -> None:
    asking.asks(context.world, person, question)
    assert asking.story(context.world, person).answer


@given("{person:Person} was answered on these, one after the other")
def was_answered_on_these(context: Context, person: str) -> None:
    asking.asks_in_turn(context.world, person, [row["question"] for row in context.table])


@when('{person:Person} asks "{question}" in a new conversation')
def asks_anew(context: Context, person: str, question: str) -> None:
    asking.asks(context.world, person, question, anew=True)


@when('{person:Person} connects and asks "{question}"')
def connects_and_asks(context: Context, person: str, question: str) -> None:
    context.world.cast.signed_in(person).opens_tab()
    asking.asks(context.world, person, question)


@when('{person:Person} connects and at once asks "{question}"')
def connects_and_at_once_asks(context: Context, person: str, question: str) -> None:
    asking.asks_before_ready(context.world, person, question)


@when("{person:Person} asks these in one conversation without waiting")
def asks_without_waiting(context: Context, person: str) -> None:
    asking.asks_without_waiting(context.world, person, [row["question"] for row in context.table])


@when('{people:People} ask "{question}" at the same moment')
def ask_at_the_same_moment(context: Context, people: list[str], question: str) -> None:
    asking.ask_together(context.world, people, question)


@when("{person:Person} asks one question after the other until {count:Count} events have arrived")
def asks_until(context: Context, person: str, count: int) -> None:
    asking.asks_until(context.world, person, count)


@when("{person:Person} signs in anew and opens the conversation")
def signs_in_anew(context: Context, person: str) -> None:
    reading.again(context.world, person)
