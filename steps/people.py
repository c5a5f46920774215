"""Who there is, how they sign in and how they connect."""

from behave import given, when
from behave.runner import Context

from support.actors import browsing, crowds


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


@given("{people:People} {has:Has} {count:Count} tabs open")
def have_tabs_open(context: Context, people: list[str], has: str, count: int) -> None:
    for person in people:
        for number in range(1, count + 1):
            context.world.cast.signed_in(person).opens_tab(f"tab {number}").ready  # noqa: B018


@given("customers have {count:Count} connections open")
def have_connections_open(context: Context, count: int) -> None:
    crowds.connect(context.world, count)


@given("{people:People} {are:Are} connected to the {process:Process}")
def are_connected_to(context: Context, people: list[str], are: str, process: int) -> None:
    for person in people:
        context.world.cast.signed_in(person).opens_tab(instance=process).ready  # noqa: B018


@given("{person:Person} is connected from the product's web page")
def is_connected_from_page(context: Context, person: str) -> None:
    browsing.connects(context.world, person, browsing.own_origin(context.world)).ready  # noqa: B018


@when("{person:Person} connects")
def connects(context: Context, person: str) -> None:
    context.world.cast.signed_in(person).opens_tab()


@when("{person:Person} signs in")
def signs_in(context: Context, person: str) -> None:
    context.world.facts.heard(person, context.world.cast[person].sign_in())
