"""Registration, sign-in, and the doors that they open."""

from collections.abc import Callable

from behave import then, when
from behave.runner import Context

from support.actors import companies, entering
from support.stores import keeping
from support.world import World


@when("{person:Person} registers")
def registers(context: Context, person: str) -> None:
    context.world.facts.heard(person, context.world.cast[person].register())


@when("{person:Person} registers with {flaw:Flaw}")
def registers_with(context: Context, person: str, flaw: str) -> None:
    context.world.facts.heard(person, entering.registers_with(context.world, person, flaw))


@when("{person:Person} registers with {other:Person}'s address in capital letters")
def registers_with_taken_address(context: Context, person: str, other: str) -> None:
    email = context.world.cast[other].email.upper()
    context.world.facts.heard(person, context.world.cast[person].register(email=email))


@when("{person:Person} tries a wrong password on {other:Person}'s address and any password on an unknown one")
def guesses(context: Context, person: str, other: str) -> None:
    entering.guesses(context.world, person, other)


@when("{person:Person} takes {other:Person}'s sign-in and returns with it {forgery:Forgery}")
def returns_with_forgery(context: Context, person: str, other: str, forgery: str) -> None:
    entering.tries_everywhere(context.world, person, context.world.cast[other].forges(forgery))


@when("{person:Person} knocks at {other:Person}'s live connection with {credentials:Credentials}")
def knocks(context: Context, person: str, other: str, credentials: str) -> None:
    entering.knocks(context.world, person, other, credentials)


@then("{person:Person} is signed in, on the {plan:Plan} plan, as the owner of an organisation")
def is_owner(context: Context, person: str, plan: str) -> None:
    companies.owns_one(context.world, person, plan)


@then("{person:Person}'s sign-in opens the product and can be renewed")
def sign_in_opens_and_renews(context: Context, person: str) -> None:
    entering.opens_product(context.world, person)
    entering.renews(context.world, person)


@then("one account of {person:Person}'s is kept")
def account_is_kept(context: Context, person: str) -> None:
    keeping.one_account(context.world, person)


@then("no account of {person:Person}'s is kept")
def no_account_is_kept(context: Context, person: str) -> None:
    keeping.no_account(context.world, person)


@then("{person:Person} is refused because of {reason:Refusal}")
def is_refused(context: Context, person: str, reason: str) -> None:
    refusal = context.world.facts.reply(person).refused(reason)
    assert refusal.message, f"{person} is refused without a word"
    assert refusal.next_step, f"{person} is refused without a next step"


@then("{person:Person} is refused both times because of {reason:Refusal}")
def is_refused_both_times(context: Context, person: str, reason: str) -> None:
    for reply in context.world.facts.replies[person]:
        reply.refused(reason)


@then("the two refusals are alike in words and in time")
def refusals_are_alike(context: Context) -> None:
    entering.refused_alike(context.world, "Mallory")


@then("{person:Person} can still sign in")
def can_still_sign_in(context: Context, person: str) -> None:
    assert context.world.cast[person].sign_in().value.tokens.access, f"{person} is signed in without a token"


@then("{person:Person} holds a sign-in and the means to renew it")
def holds_a_sign_in(context: Context, person: str) -> None:
    entering.holds_a_sign_in(context.world, person)
    entering.opens_account(context.world, person)
    entering.renews(context.world, person)


@then("the sign-in lasts as long as {person:Person} was told")
def lasts_as_told(context: Context, person: str) -> None:
    entering.lasts_as_told(context.world, person)


@then("{person:Person}'s own sign-in opens {doors:Doors}")
def opens(context: Context, person: str, doors: Callable[[World, str], None]) -> None:
    doors(context.world, person)


@then("{person:Person} is refused by the account, the conversations and the live connection as not signed in")
def is_refused_everywhere(context: Context, person: str) -> None:
    entering.refused_everywhere(context.world, person)


@then("{person:Person} is turned away at the door as not signed in")
def is_turned_away(context: Context, person: str) -> None:
    entering.turned_away(context.world.facts.tabs[person][-1])


@then("{person:Person} is told nothing else")
def is_told_nothing(context: Context, person: str) -> None:
    entering.told_nothing(context.world.facts.tabs[person][-1])
