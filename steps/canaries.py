"""Canaries: planted with customers, and searched for with everybody else."""

from behave import given, then, when
from behave.runner import Context

from support.actors import canaries, crowds


@given("{people:People} {has:Has} canaries in their records and conversations")
def have_canaries(context: Context, people: list[str], has: str) -> None:
    crowds.come_in(context.world, people)
    canaries.plants(context.world, people)


@given("{count:Count} customers have canaries in their records and conversations")
def crowd_has_canaries(context: Context, count: int) -> None:
    people = context.world.cast.crowd(count)
    crowds.come_in(context.world, people)
    canaries.plants(context.world, people)


@given("{people:People} asked about their canaries at the same moment")
@when("{people:People} {ask:Asks} about their canaries at the same moment")
def ask_about_canaries(context: Context, people: list[str], ask: str = "ask") -> None:
    canaries.asks(context.world, people)


@when("all of them ask about their canaries at the same moment")
def all_ask_about_canaries(context: Context) -> None:
    canaries.asks(context.world, list(context.world.facts.threads))


@then("each of them is answered with their own canaries")
def each_is_answered(context: Context) -> None:
    for person in context.world.facts.questions:
        canaries.come_home(context.world, person)


@then("{people:People} {are:Are} answered with their own canaries")
def are_answered(context: Context, people: list[str], are: str) -> None:
    for person in people:
        canaries.come_home(context.world, person)


@then("no canary has reached anybody but those it belongs to")
def stay_private(context: Context) -> None:
    canaries.stay_private(context.world)


@then("every row and every key that holds a canary is its owner's")
def are_kept_apart(context: Context) -> None:
    canaries.are_kept_apart(context.world)


@then("no canary stands in a log")
def are_not_logged(context: Context) -> None:
    canaries.are_not_logged(context.world)


@given("all that is kept of {person:Person} has been noted")
def is_noted(context: Context, person: str) -> None:
    canaries.notes(context.world, person)


@then("all that is kept of {person:Person} is what it was, byte for byte")
def is_untouched(context: Context, person: str) -> None:
    canaries.is_untouched(context.world, person)


@then("{person:Person}'s answer holds nothing of any other conversation")
def is_of_this_conversation(context: Context, person: str) -> None:
    canaries.is_of_this_conversation(context.world, person)
