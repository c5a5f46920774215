"""The life of a conversation: its states, their history, and what is told of them."""

from behave import given, then, when
from behave.runner import Context

from support.actors import thread_lives


@given('{person:Person} has the conversation "{title:Title}", which is {state:LifeState}')
def has_in_state(context: Context, person: str, title: str, state: str) -> None:
    thread_lives.has_in_state(context.world, person, title, state)


@when('{person:Person} makes "{title:Title}" {state:LifeState}')
def makes(context: Context, person: str, title: str, state: str) -> None:
    thread_lives.moves(context.world, person, title, state)


@when('{person:Person} completes and archives "{title:Title}"')
def completes_and_archives(context: Context, person: str, title: str) -> None:
    thread_lives.completes_and_archives(context.world, person, title)


@when('{person:Person} edits, writes in and completes "{title:Title}", one after the other')
def does_all(context: Context, person: str, title: str) -> None:
    thread_lives.does_all(context.world, person, title)


@when('the database dies and comes back while {person:Person} edits "{title:Title}" again and again')
def edits_while_database_dies(context: Context, person: str, title: str) -> None:
    thread_lives.edits_while_database_dies(context.world, person, title)


@then('the history of "{title:Title}" is {states:LifeStates}')
def history_is(context: Context, title: str, states: list[str]) -> None:
    thread_lives.history_is(context.world, title, states)


@then('each state of "{title:Title}" has the moment of its change and {person:Person} as who made it')
def history_is_signed(context: Context, title: str, person: str) -> None:
    thread_lives.history_is_signed(context.world, person, title)


@then("{person:Person} is told that from {state:LifeState} only {allowed:Allowed} is allowed")
def is_told_what_is_allowed(context: Context, person: str, state: str, allowed: str) -> None:
    thread_lives.told_what_is_allowed(context.world, person, state, allowed)


@then("that conversation of {person:Person}'s is called after what was asked")
def is_called_after_it(context: Context, person: str) -> None:
    thread_lives.is_called_after_it(context.world, person)


@then("the last activity of that conversation is the answer")
def answer_is_activity(context: Context) -> None:
    thread_lives.answer_is_activity(context.world)


@then('the last activity of "{title:Title}" moved forward {count:Count} times')
def activity_moved(context: Context, title: str, count: int) -> None:
    thread_lives.activity_moved(context.world, title, count)


@then('"{title:Title}" holds the last edit that was confirmed, or one that was under way')
def holds_the_last_edit(context: Context, title: str) -> None:
    thread_lives.holds_the_last_edit(context.world, title)


@then('each of {person:Person}\'s tabs is told once that "{title:Title}" is {state:ToldState}')
def told_once(context: Context, person: str, title: str, state: str) -> None:
    thread_lives.told_once(context.world, person, title, state)


@then('each of {person:Person}\'s tabs was told of "{title:Title}" before anything that happened in it')
def announced_first(context: Context, person: str, title: str) -> None:
    thread_lives.announced_first(context.world, person, title)
