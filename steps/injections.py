"""Words that try to become orders to the agents."""

from behave import then
from behave.runner import Context

from support.actors import injecting


@then("the agents used no tool for {person:Person} but those of the plan, each once")
def only_offered_tools(context: Context, person: str) -> None:
    injecting.only_offered_tools(context.world, person)


@then("no secret of the platform has reached {person:Person}")
def no_secret(context: Context, person: str) -> None:
    injecting.no_secret(context.world, person)
