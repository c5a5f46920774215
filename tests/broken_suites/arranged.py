"""How the broken suites arrange what they then do not check."""

from behave import given, when

from support.actors import asking, entering
from support.wire.failures import PlatformFailure


@given("{people:People} {has:Has} brought in {use:Use}")
def have_brought_in(context, people, has, use):
    for person in people:
        asking.brings_in(context.world, person, use)


@given("{people:People} {are:Are} connected")
def are_connected(context, people, are):
    for person in people:
        context.world.cast.signed_in(person).opens_tab().ready  # noqa: B018


@given("{person:Person} has no account")
def has_no_account(context, person):
    assert not context.world.cast[person].has_account


@when('{person:Person} asks "{question}"')
def asks(context, person, question):
    asking.asks(context.world, person, question)


@when('{people:People} ask "{question}" at the same moment')
def ask_at_the_same_moment(context, people, question):
    asking.ask_together(context.world, people, question)


@when("{person:Person} registers with {flaw:Flaw}")
def registers_with(context, person, flaw):
    context.world.facts.heard(person, entering.registers_with(context.world, person, flaw))


@when("{person:Person} tries to register without a name")
def tries_to_register(context, person):
    try:
        context.world.facts.heard(person, context.world.cast[person].register(without="name"))
    except PlatformFailure:
        pass
