"""What operators see."""

from behave import given, then, when
from behave.runner import Context

from support.actors import overseeing


@then("Sam sees {count:Count} connections of {person:Person}'s company")
def sees_connections(context: Context, count: int, person: str) -> None:
    overseeing.sees_connections(context.world, person, count)


@then("Sam sees the platform {health:Health}")
def sees_platform(context: Context, health: str) -> None:
    overseeing.sees_platform(context.world, health)


@given("Sam has noted how many events wait for delivery")
def has_noted_what_waits(context: Context) -> None:
    overseeing.notes_what_waits(context.world)


@then("the memory of the chat has not kept growing")
def memory_is_steady(context: Context) -> None:
    overseeing.memory_is_steady(context.world)


@when("{person:Person} opens {tabs:Count} tabs, receives {events:Count} events and closes them, again and again")
def comes_and_goes(context: Context, person: str, tabs: int, events: int) -> None:
    overseeing.comes_and_goes(context.world, person, tabs, events)
