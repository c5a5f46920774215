"""Who may do what, who tries to be more, and the people of a company."""

from behave import given, then, when
from behave.runner import Context

from support.actors import companies, rights


@when("{people:People} each try {circle:Circle}")
def each_tries(context: Context, people: list[str], circle: str) -> None:
    rights.each_tries(context.world, people, circle)


@then("exactly this was granted, and the rest refused for its reason")
def exactly_granted(context: Context) -> None:
    people = [heading for heading in context.table.headings if heading != "act"]
    rights.exactly_granted(context.world, context.table, people)


@when("{person:Person} tries to be more by {way:Rise}")
def rises(context: Context, person: str, way: str) -> None:
    rights.rises(context.world, person, way)


@then("{person:Person} has gained nothing by {way:Rise}")
def has_not_risen(context: Context, person: str, way: str) -> None:
    rights.has_not_risen(context.world, person, way)


@when("{person:Person} registers as an {role:Role} on the {plan:Plan} plan")
def registers_as(context: Context, person: str, role: str, plan: str) -> None:
    rights.registers_as(context.world, person, role, plan)


@then("{person:Person} is refused what operators see")
def is_no_operator(context: Context, person: str) -> None:
    rights.is_no_operator(context.world, person)


@when("{person:Person} brings in")
def brings_in(context: Context, person: str) -> None:
    companies.brings_in(context.world, person, {row["person"]: row["role"] for row in context.table})


@then("{person:Person}'s people are exactly these, each with exactly the rights of the role")
def each_may(context: Context, person: str) -> None:
    companies.each_may(context.world, person, list(context.table))


@when("{person:Person} invites {count:Count} people")
def invites_many(context: Context, person: str, count: int) -> None:
    companies.invites_many(context.world, person, count)


@then("{count:Count} people are invited by {person:Person}, and one more is refused because no seat is free")
def last_has_no_seat(context: Context, count: int, person: str) -> None:
    companies.last_has_no_seat(context.world, person, count)


@when("{person:Person} reads the trail")
def reads_trail(context: Context, person: str) -> None:
    companies.reads_trail(context.world, person)


@then("{person:Person} reads exactly this, each with its time and the company")
def trail_says(context: Context, person: str) -> None:
    companies.trail_says(context.world, person, list(context.table))


@then("{reader:Person} reads in the trail once that {person:Person} {deed:WrittenDown}")
def trail_says_once(context: Context, reader: str, person: str, deed: str) -> None:
    companies.trail_says_once(context.world, reader, person, deed)


@when("{person:Person} tries to delete the company")
def tries_to_delete(context: Context, person: str) -> None:
    companies.tries_to_delete(context.world, person)


@when("{person:Person} deletes the company")
def company_goes(context: Context, person: str) -> None:
    companies.company_goes(context.world, person)


@then("Sam reads who did what by ids alone, and nothing else is kept of {person:Person}")
def trail_names_ids_alone(context: Context, person: str) -> None:
    companies.trail_names_ids_alone(context.world, "Sam", person)


@then("{person:Person}'s sign-in says exactly this")
def sign_in_says(context: Context, person: str) -> None:
    companies.sign_in_says(context.world, person, list(context.table))


@then("{person:Person}'s sign-in has an issuer, an audience, an id, a session, an end and a published key of its own")
def sign_in_is_complete(context: Context, person: str) -> None:
    companies.sign_in_is_complete(context.world, person)


@given("{person:Person} has signed in again")
def signed_in_again(context: Context, person: str) -> None:
    context.world.cast[person].sign_in().value  # noqa: B018 - a refusal fails here


@when("{person:Person} gives {other:Person} the role of {article:Article} {role:Role}")
def gives_role(context: Context, person: str, other: str, article: str, role: str) -> None:
    companies.gives_role(context.world, person, other, role)


@then("{person:Person} has the role of {article:Article} {role:Role}")
def has_role(context: Context, person: str, article: str, role: str) -> None:
    companies.has_role(context.world, person, role)


@given("{owner:Person} has invited {person:Person} as {article:Article} {role:Role}")
def has_invited(context: Context, owner: str, person: str, article: str, role: str) -> None:
    companies.has_invited(context.world, owner, person, role)


@when("{person:Person} takes up {owner:Person}'s invitation of {other:Person}")
def takes_up(context: Context, person: str, owner: str, other: str) -> None:
    companies.takes_up(context.world, person, owner)


@then("{person:Person} comes in by {owner:Person}'s invitation")
def comes_in_by_it(context: Context, person: str, owner: str) -> None:
    companies.comes_in_by_it(context.world, person, owner)


@given("{person:Person} has given {other:Person} the role of {article:Article} {role:Role}")
def has_given_role(context: Context, person: str, other: str, article: str, role: str) -> None:
    owner = context.world.cast.signed_in(person)
    owner.gives_role(context.world.cast[other].account.id, role).value  # noqa: B018 - a refusal fails here
