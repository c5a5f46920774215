"""What operators see."""

from behave import given, then, when
from behave.runner import Context

from support.actors import breakers, capacity, finding, overseeing


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


@when("{operator:Person} looks for the runs of {person:Person} by {trait:Trait}")
def looks_for_runs(context: Context, operator: str, person: str, trait: str) -> None:
    finding.looks_by(context.world, operator, person, trait)


@when("{person:Person} looks for the runs of all customers")
def looks_for_all_runs(context: Context, person: str) -> None:
    finding.looks_everywhere(context.world, person)


@then("{operator:Person} finds the run of {person:Person} and no other of this scenario")
def finds_the_run(context: Context, operator: str, person: str) -> None:
    finding.found(context.world, operator, person)


@then("{operator:Person} reads nothing of what was asked and answered")
def reads_nothing(context: Context, operator: str) -> None:
    finding.nothing_was_read(context.world, operator)


@then("{operator:Person} is alerted that the run of {person:Person} {kind:Alert}, without a word of what was asked")
def is_alerted(context: Context, operator: str, person: str, kind: str) -> None:
    finding.is_alerted(context.world, operator, person, kind)


@given("Sam lets the runs of {person:Person}'s company take {share:Share}")
def limits_runs(context: Context, person: str, share: dict[str, float]) -> None:
    context.world.cast.signed_in(person).is_limited(**share)


@given("Sam has noted the counts of runs")
def has_noted_counts(context: Context) -> None:
    capacity.notes_counts(context.world)


@given('Sam sees the run of {person:Person}\'s question "{question}" at work')
def sees_at_work(context: Context, person: str, question: str) -> None:
    capacity.at_work(context.world, person, question)



@then("Sam counts {count:Count} runs at work")
def counts_at_work(context: Context, count: int) -> None:
    capacity.counts_at_work(context.world, count)


@then("Sam reads of {count:Count} runs more that were completed, and how long they took")
def reads_counts(context: Context, count: int) -> None:
    capacity.counts_ended(context.world, count)


@then("Sam sees the breaker of {person:Person}'s company {state:Breaker}")
def sees_breaker(context: Context, person: str, state: str) -> None:
    breakers.is_seen(context.world, person, state)
