"""Services that fail, and what customers are told of it."""

from behave import given, then, when
from behave.runner import Context

from support.actors import asking, outages, problems
from support.targets.canon import Event


@given("{service:Service} is {state:State}")
@when("{service:Service} is {state:State}")
def becomes(context: Context, service: str, state: str) -> None:
    outages.becomes(context.world, service, state)


@given("the model provider {trouble:Trouble} for {people:People}")
def model_fails(context: Context, trouble: str, people: list[str]) -> None:
    outages.model_fails(context.world, trouble, people)


@given("the model provider takes its time over {person:Person}'s next question")
def model_takes_time(context: Context, person: str) -> None:
    outages.model_takes_time(context.world, person)


@when("{service:Service} starts while {person:Person} tries to connect again and again")
def starts_while_trying(context: Context, service: str, person: str) -> None:
    outages.starts_while_trying(context.world, service, person)


@given('{person:Person} was told that the question "{question}" failed')
def was_told_of_failure(context: Context, person: str, question: str) -> None:
    asking.asks(context.world, person, question)
    outages.told_in_time(context.world, person, "failure", problems.Ending(Event.FAILED))


@then("{person:Person} is told {budget:Soon} that {ending:Ending}, and what to do")
def is_told_in_time(context: Context, person: str, budget: str, ending: problems.Ending) -> None:
    problems.ended_badly(outages.told_in_time(context.world, person, budget, ending), ending)


@then("{person:Person} is told that the service is degraded")
def is_told_degraded(context: Context, person: str) -> None:
    outages.marked(asking.story(context.world, person))


@then("{person:Person} is not told that the service is degraded")
def is_not_told_degraded(context: Context, person: str) -> None:
    outages.unmarked(asking.story(context.world, person))


@then("none of {person:Person}'s connections is broken by an internal error")
def no_connection_is_broken(context: Context, person: str) -> None:
    outages.none_broken(context.world, person)
