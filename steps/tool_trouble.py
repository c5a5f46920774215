"""Tools that fail, hang or are refused, and tools that lean on other services."""

from behave import then
from behave.runner import Context

from support.actors import tool_trouble

_CHECK = "compliance check"


@then('{person:Person}\'s answer says that "{part}" is missing, and what to do')
def part_is_missing(context: Context, person: str, part: str) -> None:
    tool_trouble.is_missing(context.world, person, part)


@then("{person:Person}'s compliance check tells the keys that accounts publishes and the cost that nobody answers for")
def tells_of_keys(context: Context, person: str) -> None:
    tool_trouble.tells_of_keys(context.world, person)
    tool_trouble.tells_unattributed(context.world, person)


@then("{person:Person}'s compliance check is stopped at the limit of a tool")
def is_stopped_at_limit(context: Context, person: str) -> None:
    tool_trouble.stopped_at_limit(context.world, person, _CHECK)


@then("each other tool that worked for {person:Person} took less than {seconds:Count} second")
def others_were_fast(context: Context, person: str, seconds: int) -> None:
    tool_trouble.others_were_fast(context.world, person, _CHECK, seconds)


@then("no tool of {person:Person}'s is left at work")
def none_is_left(context: Context, person: str) -> None:
    tool_trouble.none_at_work(context.world, person)
