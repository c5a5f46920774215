"""Customers who lose the connection and come back."""

from behave import given, then, when
from behave.runner import Context

from support.actors import overseeing, returning


@given("{person:Person} lost the connection")
def lost_the_connection(context: Context, person: str) -> None:
    returning.loses(context.world, person)


@given('{person:Person} lost the connection in the middle of "{question}"')
@when('{person:Person} loses the connection in the middle of "{question}"')
def loses_in_the_middle(context: Context, person: str, question: str) -> None:
    returning.loses_in_the_middle(context.world, person, question)


@when('{person:Person}\'s connections break while {people:People} ask "{question}" at the same moment')
def break_while_asking(context: Context, person: str, people: list[str], question: str) -> None:
    returning.break_while_asking(context.world, person, people, question)


@given("more has happened to {person:Person} since than is kept for a return")
def has_missed_too_much(context: Context, person: str) -> None:
    returning.has_missed_too_much(context.world, person)


@when("{person:Person} returns")
def returns(context: Context, person: str) -> None:
    returning.returns(context.world, person)


@then("{person:Person} receives what was missed, once and in order")
def receives_what_was_missed(context: Context, person: str) -> None:
    returning.receives_what_was_missed(context.world, person)


@then("{person:Person} is told of the gap and what to do")
def is_told_of_the_gap(context: Context, person: str) -> None:
    returning.is_told_of_the_gap(context.world, person)


@then("{person:Person} finds each conversation that has begun since")
def finds_conversations(context: Context, person: str) -> None:
    returning.finds_conversations(context.world, person)


@then("Sam sees that what {person:Person} missed waits for delivery")
def sees_what_waits(context: Context, person: str) -> None:
    overseeing.sees_waiting(context.world, len(returning.missed(context.world, person)))


@then("Sam sees that nothing waits for {person:Person} any more, once returned")
def sees_that_nothing_waits(context: Context, person: str) -> None:
    returning.returns(context.world, person)
    returning.receives_what_was_missed(context.world, person)
    overseeing.sees_waiting(context.world, 0)
