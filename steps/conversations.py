"""Conversations: how they are started and edited, and what is then seen of them."""

from behave import given, then, when
from behave.runner import Context

from support.actors import access, conversations


@when('{person:Person} starts the conversation "{title:Title}"')
def starts(context: Context, person: str, title: str) -> None:
    conversations.starts(context.world, person, title)


@when('{person:Person} starts the conversation "{title:Title}" with')
def starts_with(context: Context, person: str, title: str) -> None:
    conversations.starts(context.world, person, title, **conversations.fields(context.table))


@when("{person:Person} starts a conversation with {flaw:ThreadFlaw}")
def starts_with_flaw(context: Context, person: str, flaw: str) -> None:
    conversations.starts_with_flaw(context.world, person, flaw)


@when("{person:Person} starts a conversation without a sign-in")
def starts_unsigned(context: Context, person: str) -> None:
    context.world.facts.heard(person, context.world.cast[person].starts_thread("Unsigned", token=""))


@when("{people:People} {start:Starts} {count:Count} conversations at the same moment")
def start_together(context: Context, people: list[str], start: str, count: int) -> None:
    conversations.start_together(context.world, people, count)


@given('{person:Person} has the conversation "{title:Title}"')
def has(context: Context, person: str, title: str) -> None:
    conversations.has(context.world, person, title)


@given('{person:Person} has the conversation "{title:Title}" with')
def has_with(context: Context, person: str, title: str) -> None:
    conversations.has(context.world, person, title, **conversations.fields(context.table))


@given('{person:Person} has the conversation "{title:Title}" under "{parent:Title}"')
def has_under(context: Context, person: str, title: str, parent: str) -> None:
    conversations.has(context.world, person, title, parent=conversations.thread_id(context.world, parent))


@given("{person:Person} has these conversations")
def has_these(context: Context, person: str) -> None:
    conversations.has_these(context.world, person, context.table)


@given('{person:Person} has written {count:Count} messages in "{title:Title}"')
def has_written(context: Context, person: str, count: int, title: str) -> None:
    texts = [f"Note {number} on {title}" for number in range(1, count + 1)]
    conversations.has_written(context.world, person, title, texts)


@when('{person:Person} edits "{title:Title}"')
def edits(context: Context, person: str, title: str) -> None:
    conversations.edits(context.world, person, title, context.table)


@given('{person:Person} has edited "{title:Title}" through the {process:Process}')
@when('{person:Person} edits "{title:Title}" through the {process:Process}')
def edits_through(context: Context, person: str, title: str, process: int) -> None:
    conversations.edits(context.world, person, title, context.table, instance=process)


@given('"{title:Title}" has been edited since {person:Person} read it')
def has_been_edited(context: Context, title: str, person: str) -> None:
    assert conversations.edits(context.world, person, title, context.table).ok


@when('{person:Person} edits "{title:Title}" as it was when last read')
def edits_as_read(context: Context, person: str, title: str) -> None:
    conversations.edits_as_read(context.world, person, title, context.table)


@when('{person:Person} edits "{title:Title}" so that it has another {what:Possessor}')
def edits_whose(context: Context, person: str, title: str, what: str) -> None:
    conversations.edits_whose(context.world, person, title, what)


@when('{person:Person} makes {count:Count} different edits of "{title:Title}" at the same moment')
def edits_together(context: Context, person: str, count: int, title: str) -> None:
    conversations.edits_together(context.world, person, title, count)


@then('{person:Person} sees "{title:Title}" with')
def sees(context: Context, person: str, title: str) -> None:
    conversations.shows(context.world, person, title, context.table)


@then('"{title:Title}" is kept as {person:Person} sees it')
def is_kept(context: Context, title: str, person: str) -> None:
    conversations.told_as_shown(context.world, title)
    conversations.kept_as_shown(context.world, title)


@then('"{title:Title}" is as it was before')
def is_as_before(context: Context, title: str) -> None:
    conversations.as_before(context.world, title)


@then('{person:Person}\'s next edit of "{title:Title}" is kept')
def next_edit_is_kept(context: Context, person: str, title: str) -> None:
    conversations.next_edit_is_kept(context.world, person, title)


@then('all {count:Count} edits are in "{title:Title}"')
def all_edits_are_in(context: Context, count: int, title: str) -> None:
    conversations.all_edits_are_in(context.world, title, count)


@then("{people:People} {has:Has} exactly those {count:Count} conversations, as their owner")
def have_exactly(context: Context, people: list[str], has: str, count: int) -> None:
    conversations.has_exactly(context.world, people, count)


@then("those conversations are kept")
def are_kept(context: Context) -> None:
    conversations.started_are_kept(context.world)


@then('of {person:Person}\'s conversations only "{title:Title}" is kept')
def only_one_is_kept(context: Context, person: str, title: str) -> None:
    conversations.only_kept(context.world, person, title)


@when("{person:Person} opens the conversation under {nowhere:NoId}")
def opens_nowhere(context: Context, person: str, nowhere: str) -> None:
    context.world.facts.heard(person, context.world.cast[person].thread(nowhere))


@then("{person:Person} is told that there is no such conversation")
def no_such_conversation(context: Context, person: str) -> None:
    access.no_such(context.world, person)
