"""How customers ask."""

from behave import given, when
from behave.runner import Context

from support.actors import asking, crowds, entering, mistakes, reading


@when('{person:Person} asks "{question}"')
def asks(context: Context, person: str, question: str) -> None:
    asking.asks(context.world, person, question)


@given('{person:Person} was answered on "{question}"')
def was_answered_on(context: Context, person: str, question: str) -> None:
    asking.asks(context.world, person, question)
    assert asking.story(context.world, person).answer


@given("{person:Person} was answered on these, one after the other")
@when("{person:Person} asks these, one after the other")
def was_answered_on_these(context: Context, person: str) -> None:
    asking.asks_in_turn(context.world, person, [row["question"] for row in context.table])


@when('{person:Person} asks "{question}" in a new conversation')
def asks_anew(context: Context, person: str, question: str) -> None:
    asking.asks(context.world, person, question, anew=True)


@when('{person:Person} asks "{question}" through the {process:Process}')
def asks_through(context: Context, person: str, question: str, process: int) -> None:
    asking.asks(context.world, person, question, instance=process)


@when("{person:Person} asks a question of {count:Count} characters")
def asks_at_length(context: Context, person: str, count: int) -> None:
    asking.asks(context.world, person, mistakes.of_length("What do we spend on AI?", count))


@given('the agents work on {person:Person}\'s question "{question}"')
def is_being_answered(context: Context, person: str, question: str) -> None:
    asking.asks(context.world, person, question)
    asking.is_at_work(context.world, person)


@given('the {process:Process} works on {person:Person}\'s question "{question}"')
def is_being_answered_by(context: Context, person: str, process: int, question: str) -> None:
    context.world.faults.aims("hang", context.world.cast[person])
    asking.asks(context.world, person, question, instance=process)
    asking.is_at_work(context.world, person)


@when('{person:Person} joins {organisation} with {use:Use}, connects and asks "{question}"')
def joins_and_asks(context: Context, person: str, organisation: str, use: str, question: str) -> None:
    entering.joins(context.world, person, organisation)
    asking.brings_in(context.world, person, use)
    context.world.cast[person].opens_tab()
    asking.asks(context.world, person, question)


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


@when("{people:People} {ask:Asks} one question after the other until {count:Count} events have arrived")
def ask_until(context: Context, people: list[str], ask: str, count: int) -> None:
    asking.asks_until(context.world, people, count)


@when("{people:People} each send {count:Count} questions at once")
def ask_at_once(context: Context, people: list[str], count: int) -> None:
    crowds.ask_at_once(context.world, people, count)


@when("{person:Person} signs in anew and opens the conversation")
def signs_in_anew(context: Context, person: str) -> None:
    reading.again(context.world, person)
