"""Who knocks at the live connection, and with which keys sign-ins are checked."""

from behave import then, when
from behave.runner import Context

from support.actors import keys, knocking
from support.targets.canon import Reason


@when("{page:ForeignPage} tries to connect and to read for {person:Person}")
def page_knocks(context: Context, page: str, person: str) -> None:
    knocking.page_knocks(context.world, page, person)


@then("the product's own web page connects for {person:Person}")
def own_page_connects(context: Context, person: str) -> None:
    knocking.own_page_connects(context.world, person)


@then("nothing of {person:Person}'s sign-in stands in a log or in the refusal")
def is_echoed_nowhere(context: Context, person: str) -> None:
    knocking.is_echoed_nowhere(context.world, person)


@when("{person:Person} opens one tab more")
def opens_one_more(context: Context, person: str) -> None:
    knocking.opens_one_more(context.world, person)


@then("{person:Person} is told on the newest tab that it is one too many, and the others stay open")
def is_one_too_many(context: Context, person: str) -> None:
    knocking.is_one_too_many(context.world, person)


@then("{person:Person} can open another tab once one is closed")
def opens_once_closed(context: Context, person: str) -> None:
    knocking.opens_once_closed(context.world, person)


@when("{person:Person}'s client sends the question again under the same id")
def sends_again(context: Context, person: str) -> None:
    knocking.sends_again(context.world, person)


@then("only the last of {person:Person}'s {count:Count} questions is refused because of {reason:Refusal}")
def only_last_is_refused(context: Context, person: str, count: int, reason: Reason) -> None:
    knocking.only_last_is_refused(context.world, person, count, reason)


@then("each of {person:Person}'s questions that were taken is answered")
def taken_are_answered(context: Context, person: str) -> None:
    knocking.taken_are_answered(context.world, person)


@then("{person:Person}'s question counts once")
def counts_once(context: Context, person: str) -> None:
    knocking.counts_once(context.world, person)


@when("Sam has sign-ins signed by a new key")
def changes(context: Context) -> None:
    keys.changes(context.world)


@then("{person:Person}'s next sign-in is signed by the new key, and the former one is still published")
def next_is_signed_by_it(context: Context, person: str) -> None:
    keys.next_is_signed_by_it(context.world, person)


@when("the second chat process is started with another key set")
def is_told_of_others(context: Context) -> None:
    keys.is_told_of_others(context.world)


@then("the second chat process refuses {person:Person}'s sign-in")
def refuses(context: Context, person: str) -> None:
    keys.refuses(context.world, person)


@then("the first chat process admits {person:Person}'s sign-in")
def others_admit(context: Context, person: str) -> None:
    keys.others_admit(context.world, person)
