"""The use of AI that a customer brings in, and what it costs."""

from behave import given
from behave.runner import Context

from support.actors import asking, records


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
