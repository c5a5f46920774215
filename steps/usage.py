"""The use of AI that a customer brings in, and what it costs."""

from behave import given, then, when
from behave.runner import Context

from support.actors import asking, bringing_in, records


@given("{organisation} pays these prices in dollars per million tokens")
def pays_these_prices(context: Context, organisation: str) -> None:
    context.world.facts.prices = records.prices(context.table)


@given("{people:People} {has:Has} brought in {use:Use}")
def have_brought_in(context: Context, people: list[str], has: str, use: str) -> None:
    for person in people:
        asking.brings_in(context.world, person, use)


@given("{person:Person} has brought in this use of AI")
def has_brought_in_this(context: Context, person: str) -> None:
    asking.brings_in(context.world, person, context.table)


@given("{person:Person} has brought in AI use of {count:Count} features")
def has_brought_in_features(context: Context, person: str, count: int) -> None:
    asking.brings_in(context.world, person, records.of_features(count))


@given('{person:Person} has brought in AI use of the feature "{feature}"')
def has_brought_in_feature(context: Context, person: str, feature: str) -> None:
    asking.brings_in(context.world, person, "a month of AI use", feature=feature)


@given("{person:Person} has brought in a table of {use:Use}")
def has_brought_in_a_table(context: Context, person: str, use: str) -> None:
    bringing_in.brings_in_a_table(context.world, person, use)


@when("{person:Person} brings in {use:Use} with {flaw:RecordFlaw} in one record")
def brings_in_flawed(context: Context, person: str, use: str, flaw: str) -> None:
    bringing_in.brings_in_flawed(context.world, person, use, flaw)


@then("all records of {person:Person}'s table came in")
def all_came_in(context: Context, person: str) -> None:
    bringing_in.all_came_in(context.world, person)


@then("nothing of that use of {person:Person}'s is kept")
def nothing_came_in(context: Context, person: str) -> None:
    bringing_in.nothing_came_in(context.world, person)
