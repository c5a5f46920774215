"""A company's people and rules."""

from behave import given, then, when
from behave.runner import Context

from support.actors import company


@given("{person:Person} has a private and a confidential conversation")
def opens_both(context: Context, person: str) -> None:
    company.opens_both(context.world, person)


@when("{people:People} try what there is to do at {owner:Person}'s company")
def each_tries(context: Context, people: list[str], owner: str) -> None:
    company.each_tries(context.world, owner, people)


@then("they may do exactly this")
def each_may(context: Context) -> None:
    company.each_may(context.world, [row.as_dict() for row in context.table])


@given("{owner:Person} put {person:Person} out of the company")
@when("{owner:Person} puts {person:Person} out of the company")
def puts_out(context: Context, owner: str, person: str) -> None:
    company.puts_out(context.world, owner, person)


@then("{person:Person}'s connections and sign-ins are gone, and {colleague:Person}'s go on")
def is_gone(context: Context, person: str, colleague: str) -> None:
    company.is_gone(context.world, person, colleague)


@then("{person:Person} signs in anew and finds nothing that is {other:Person}'s company's")
def knows_nothing_more(context: Context, person: str, other: str) -> None:
    company.knows_nothing_more(context.world, person, other)


@given('{person:Person} has chosen the region "{region}"')
@when('{person:Person} chooses the region "{region}"')
def chooses(context: Context, person: str, region: str) -> None:
    company.chooses(context.world, person, region)


@then('all records of {person:Person}\'s company are kept in the region "{region}" and nowhere else')
def kept_in(context: Context, person: str, region: str) -> None:
    company.kept_in(context.world, person, region)


@given("{people:People} each prefer something of their own")
def prefers(context: Context, people: list[str]) -> None:
    company.prefers(context.world, people)


@then("{people:People} each have their own preferences and answers that follow them")
def has_own_preferences(context: Context, people: list[str]) -> None:
    company.has_own_preferences(context.world, people)


@when("{person:Person} opens {other:Person}'s private conversation")
def opens_private(context: Context, person: str, other: str) -> None:
    company.opens_private(context.world, person)


@then("the trail of the company says that {person:Person} read {other:Person}'s private conversation")
def look_is_in_the_trail(context: Context, person: str, other: str) -> None:
    company.look_is_in_the_trail(context.world, person)


@then("{owner:Person}'s company has no more than {count:Count} seats")
def has_seats(context: Context, owner: str, count: int) -> None:
    company.has_seats(context.world, owner, count)


@then("the trail of {owner:Person}'s company names {people:People} as those who came in")
def came_in(context: Context, owner: str, people: list[str]) -> None:
    company.came_in(context.world, owner, people)
