"""Who there is, how they sign in and how they connect."""

from behave import given, when
from behave.runner import Context


@given("{person:Person} has no account")
def has_no_account(context: Context, person: str) -> None:
    assert not context.world.cast[person].has_account, f"{person} has an account already"


@given("{people:People} {are:Are} signed in")
@given("{people:People} has an account")
def are_signed_in(context: Context, people: list[str], are: str = "is") -> None:
    for person in people:
        context.world.cast.signed_in(person)


@given("{people:People} {are:Are} connected")
def are_connected(context: Context, people: list[str], are: str) -> None:
    for person in people:
        context.world.cast.signed_in(person).opens_tab().ready  # noqa: B018  a connection counts once it is ready


@given("{person:Person} has {count:Count} tabs open")
def has_tabs_open(context: Context, person: str, count: int) -> None:
    actor = context.world.cast.signed_in(person)
    for number in range(1, count + 1):
        actor.opens_tab(f"tab {number}").ready  # noqa: B018


@when("{person:Person} connects")
def connects(context: Context, person: str) -> None:
    context.world.cast.signed_in(person).opens_tab()


@when("{person:Person} signs in")
def signs_in(context: Context, person: str) -> None:
    context.world.facts.heard(person, context.world.cast[person].sign_in())
