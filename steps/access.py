"""Who may do what with whose conversation, and what becomes of one that is deleted."""

from behave import given, then, when
from behave.runner import Context

from support.actors import access, deleting


@when('{person:Person} {act:Act} {owner:Person}\'s conversation "{title:Title}"')
def does(context: Context, person: str, act: str, owner: str, title: str) -> None:
    access.does(context.world, person, act, title)


@then('{person:Person}\'s list shows nothing of "{title:Title}"')
def list_is_silent(context: Context, person: str, title: str) -> None:
    access.list_is_silent(context.world, person, title)


@when("{people:People} open each of {owner:Person}'s conversations")
def open_each(context: Context, people: list[str], owner: str) -> None:
    access.open_each(context.world, people)


@when("{people:People} list their conversations")
def list_all(context: Context, people: list[str]) -> None:
    access.list_all(context.world, people)


@then("they open to exactly these")
def opened_exactly(context: Context) -> None:
    access.opened_exactly(context.world, context.table, context.table.headings[1:])


@then("their lists show exactly these")
def listed_exactly(context: Context) -> None:
    access.listed_exactly(context.world, context.table, context.table.headings[1:])


@then('it is recorded that {person:Person} opened "{title:Title}", and no other look')
def look_is_recorded(context: Context, person: str, title: str) -> None:
    access.looks_recorded(context.world, person, title)


@when('{person:Person} archives "{title:Title}"')
def archives(context: Context, person: str, title: str) -> None:
    deleting.archives(context.world, person, title)


@given('{person:Person} has archived "{title:Title}"')
def has_archived(context: Context, person: str, title: str) -> None:
    deleting.has_archived(context.world, person, title)


@when('{person:Person} restores "{title:Title}"')
def restores(context: Context, person: str, title: str) -> None:
    deleting.restores(context.world, person, title)


@when('{person:Person} deletes "{title:Title}" for ever')
def deletes(context: Context, person: str, title: str) -> None:
    deleting.deletes(context.world, person, title)


@when("{person:Person} deletes that conversation for ever")
def deletes_that(context: Context, person: str) -> None:
    deleting.deletes_that(context.world, person)


@then("that conversation can be deleted for ever now")
def can_be_deleted_now(context: Context) -> None:
    deleting.can_be_deleted_now(context.world)


@when('{person:Person} deletes "{title:Title}" for ever while {readers:People} read it again and again')
def deletes_while_read(context: Context, person: str, title: str, readers: list[str]) -> None:
    deleting.deletes_while_read(context.world, person, title, readers)


@then('each look of theirs at "{title:Title}" showed all that was said or that there is no such conversation')
def each_look_was_whole(context: Context, title: str) -> None:
    deleting.each_look_was_whole(context.world, title)


@then('"{title:Title}" still holds what was said in it')
def holds_what_was_said(context: Context, title: str) -> None:
    deleting.holds_what_was_said(context.world, title)


@then('{person:Person} is told that there is no conversation "{title:Title}" any more')
def is_no_more(context: Context, person: str, title: str) -> None:
    deleting.is_no_more(context.world, person, title)


@then('nothing of "{title:Title}" is kept')
def nothing_kept(context: Context, title: str) -> None:
    deleting.nothing_kept(context.world, title)
