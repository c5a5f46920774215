"""How conversations are found again."""

from behave import given, then, when
from behave.runner import Context

from support.actors import searching


@given("{person:Person} has {count:Count} conversations")
def has_many(context: Context, person: str, count: int) -> None:
    searching.has_many(context.world, person, count)


@when("{person:Person} pages through the conversations by {size:Count} while others are started and edited")
def pages(context: Context, person: str, size: int) -> None:
    searching.pages_while_written(context.world, person, size)


@then("{person:Person} saw each of the {count:Count} once, newest first, on pages of {size:Count}")
def saw_each_once(context: Context, person: str, count: int, size: int) -> None:
    searching.saw_each_once(context.world, person, count, size)


@when("{person:Person} asks for a page of {size:Count} conversations")
def asks_for_a_page(context: Context, person: str, size: int) -> None:
    context.world.facts.heard(person, context.world.cast[person].first_page(size))


@when("{person:Person} asks for a page of conversations")
def asks_for_any_page(context: Context, person: str) -> None:
    searching.asks_for_any_page(context.world, person)


@then("the page shows the {count:Count} newest of {person:Person}'s conversations, and that more follow")
def page_shows_newest(context: Context, count: int, person: str) -> None:
    searching.page_shows_newest(context.world, person, count)


@then("a page of {size:Count} conversations shows {person:Person} all {count:Count}")
def page_shows(context: Context, size: int, person: str, count: int) -> None:
    searching.page_shows(context.world, person, size, count)


@when("{person:Person} looks for conversations with {way:SoughtBy} {what}")
def looks_for(context: Context, person: str, way: str, what: str) -> None:
    searching.looks_for(context.world, person, way, what)


@then("{person:Person} finds exactly {titles:Found}")
def finds_exactly(context: Context, person: str, titles: list[str]) -> None:
    searching.found_exactly(context.world, person, searching.looked_up(context.world, person), titles)


@then("{person:Person} finds in the archive exactly {titles:Found}")
def finds_in_archive(context: Context, person: str, titles: list[str]) -> None:
    archived = context.world.cast[person].finds({"status": "archived"}).value
    searching.found_exactly(context.world, person, archived, titles)


@when("{person:Person} starts {count:Count} conversations, lists them all and opens {some:Count} of them at once")
def grows(context: Context, person: str, count: int, some: int) -> None:
    searching.grows(context.world, person, count, some)


@then("all {count:Count} were {deed:Deed} within the {budget:Budget} budget")
def done_in_time(context: Context, count: int, deed: str, budget: str) -> None:
    searching.done_in_time(context.world, count, deed, budget)
