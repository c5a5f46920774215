"""Web pages, and clients of the older and the newer version."""

from behave import then, when
from behave.runner import Context

from support.actors import browsing


@then("{person:Person}'s web page is turned away by the live connection")
def page_is_turned_away(context: Context, person: str) -> None:
    browsing.turned_away(context.world, person)


@then("{person:Person}'s web page cannot read {other:Person}'s conversations")
def page_cannot_read(context: Context, person: str, other: str) -> None:
    browsing.cannot_read(context.world, person, other)


@then("the product's own web page can read {person:Person}'s conversations")
def own_page_can_read(context: Context, person: str) -> None:
    browsing.own_page_reads(context.world, person)


@when("{person:Person}'s client reads the conversation in the {version:Version} version")
def reads_in(context: Context, person: str, version: str) -> None:
    browsing.reads_in(context.world, person, version)


@then("{person:Person}'s client is told that it was served in the {version:Version} version")
def served_in(context: Context, person: str, version: str) -> None:
    browsing.served_in(context.world, person, version)


@then("{person:Person}'s client is told which versions are served")
def told_versions(context: Context, person: str) -> None:
    browsing.told_versions(context.world, person)
