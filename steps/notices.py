"""Announcements of operators."""

from behave import given, then, when
from behave.runner import Context

from support.actors import notices


@given('{person:Person} announced "{text}" to {organisation:Organisation}')
@when('{person:Person} announces "{text}" to {organisation:Organisation}')
def announces(context: Context, person: str, text: str, organisation: str) -> None:
    notices.announces(context.world, person, text, organisation=organisation)


@when('{person:Person} announces "{text}" to the {plan:Plan} plan')
def announces_to_plan(context: Context, person: str, text: str, plan: str) -> None:
    notices.announces(context.world, person, text, plan=plan)


@then("{person:Person} is told that the announcement goes to {count:Count} people")
def goes_to(context: Context, person: str, count: int) -> None:
    notices.goes_to(context.world, person, count)


@then("{people:People} {receive:Receives} the announcement once")
def receive_once(context: Context, people: list[str], receive: str) -> None:
    for person in people:
        notices.receives_once(context.world, person)


@then("{people:People} {receive:Receives} no announcement")
def receive_none(context: Context, people: list[str], receive: str) -> None:
    for person in people:
        notices.receives_none(context.world, person)
