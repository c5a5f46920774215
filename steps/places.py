"""How many runs a company may hold at once, and starting over."""

from behave import given, then, when
from behave.runner import Context

from support.actors import capacity, places


@given("{person:Person} has asked {count:Count} questions at once, each in a conversation of its own")
def has_asked_apart(context: Context, person: str, count: int) -> None:
    capacity.asks_apart(context.world, person, capacity.questions(count))
    places.all_taken_in(context.world, person)


@then("{person:Person}'s question did not have to wait")
def never_waited(context: Context, person: str) -> None:
    places.never_waited(context.world, person)


@given('an agent of {person:Person}\'s hangs over "{question}"')
def is_stuck(context: Context, person: str, question: str) -> None:
    places.is_stuck(context.world, person, question)


@when('{person:Person} stops it, signs out, signs in anew and asks "{question}"')
def starts_over(context: Context, person: str, question: str) -> None:
    places.starts_over(context.world, person, question)


@then("{person:Person}'s new session is free of the work before it")
def is_fresh(context: Context, person: str) -> None:
    places.is_fresh(context.world, person)
