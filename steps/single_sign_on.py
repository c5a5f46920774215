"""Coming in through Google or a company's own provider."""

from behave import given, then, when
from behave.runner import Context

from support.actors import single_sign_on


@given("{provider:Provider} knows {people:People}")
def knows(context: Context, provider: str, people: list[str]) -> None:
    for person in people:
        single_sign_on.knows(context.world, person, provider)


@given("people of {organisation:Organisation} come in through the company's provider")
def connects(context: Context, organisation: str) -> None:
    single_sign_on.connects(context.world, organisation)


@given("{person:Person} has come in with {provider:Provider}")
@when("{person:Person} comes in with {provider:Provider}")
def comes_in(context: Context, person: str, provider: str) -> None:
    single_sign_on.comes_in(context.world, person, provider)


@when('{person:Person} comes in with the company\'s provider as one of its "{group}"')
def comes_in_of_group(context: Context, person: str, group: str) -> None:
    single_sign_on.comes_in_of_group(context.world, person, group)


@when("{person:Person} comes in with an address whose domain {likeness:Likeness}")
def comes_in_from(context: Context, person: str, likeness: str) -> None:
    single_sign_on.comes_in_from(context.world, person, likeness)


@when("{person:Person} comes in with Google, which {trouble:ProviderTrouble}")
def meets(context: Context, person: str, trouble: str) -> None:
    single_sign_on.meets(context.world, person, trouble)


@when("{person:Person} tries to come in with Google")
def meets_nobody(context: Context, person: str) -> None:
    single_sign_on.meets_nobody(context.world, person)


@when("{person:Person} comes in with Google on a proof of identity {flaw:Proof}")
def proves(context: Context, person: str, flaw: str) -> None:
    single_sign_on.proves(context.world, person, flaw)


@when("{person:Person} comes back from Google with {what:Return}")
def comes_back_with(context: Context, person: str, what: str) -> None:
    single_sign_on.comes_back_with(context.world, person, what)


@then("{person:Person} comes in with Google at the next attempt")
def next_attempt_works(context: Context, person: str) -> None:
    single_sign_on.next_attempt_works(context.world, person)


@then("each of {person:Person}'s ways to Google is guarded anew against being led astray")
def was_guarded(context: Context, person: str) -> None:
    single_sign_on.was_guarded(context.world, person)


@then("{person:Person} came in as the same customer both times")
def is_the_same(context: Context, person: str) -> None:
    single_sign_on.is_the_same(context.world, person)


@then("{person:Person} belongs to {organisation:Organisation} in the role of {article:Article} {role:Role}")
def belongs_to(context: Context, person: str, organisation: str, article: str, role: str) -> None:
    single_sign_on.belongs_to(context.world, person, organisation, role)


@then("{person:Person} reads that on a page of plain words")
def reads_a_page(context: Context, person: str) -> None:
    single_sign_on.reads_a_page(context.world, person)
