"""A model that stumbles or stays broken, and what the platform makes of it."""

from behave import given, then
from behave.runner import Context

from support.actors import breakers


@given("the model provider {trouble:Trouble} on the {count:First} of {person:Person}'s calls")
def fails_first(context: Context, trouble: str, count: int, person: str) -> None:
    breakers.fails_first(context.world, person, count, trouble)


@given("the model provider {trouble:Trouble} once in the middle of {person:Person}'s run")
def fails_in_the_middle(context: Context, trouble: str, person: str) -> None:
    breakers.fails_in_the_middle(context.world, person, trouble)



@given("the model provider has failed {person:Person} {count:Count} times in a row")
def has_failed(context: Context, person: str, count: int) -> None:
    breakers.has_failed(context.world, person, count)


@given("the model provider is well again for {person:Person}, and may be asked")
def may_be_asked(context: Context, person: str) -> None:
    breakers.may_be_asked_again(context.world, person)


@then("the model provider was asked {count:Times} more for {person:Person}, each time after a longer pause")
def was_asked_again(context: Context, person: str, count: int) -> None:
    breakers.was_asked_again(context.world, person, count)


@then("the model provider was asked again for {person:Person} after the limit of one call")
def was_given_up(context: Context, person: str) -> None:
    breakers.was_given_up(context.world, person)


@then("the model provider was not asked for {person:Person}")
def was_not_asked(context: Context, person: str) -> None:
    breakers.was_not_asked(context.world, person)
