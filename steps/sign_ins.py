"""Sign-ins that are guessed at, limited, renewed and brought to their end."""

from behave import given, then, when
from behave.runner import Context

from support.actors import endings, guessing


@given("{person:Person} has tried {count:Count} wrong passwords on {other:Person}'s address")
@when("{person:Person} tries {count:Count} wrong passwords on {other:Person}'s address")
def guesses(context: Context, person: str, count: int, other: str) -> None:
    guessing.guesses(context.world, person, other, count)


@given("a lock of {person:Person}'s company ends after a moment")
def lock_is_short(context: Context, person: str) -> None:
    guessing.lock_is_short(context.world, person)


@given("the lock of {person:Person}'s account has ended")
@when("the lock of {person:Person}'s account ends")
def lock_ends(context: Context, person: str) -> None:
    guessing.lock_ends(context.world, person)


@then("none of {person:Person}'s guesses opens anything, and the account is locked after the fifth")
def none_opened(context: Context, person: str) -> None:
    guessing.none_opened(context.world, person)


@then("{person:Person} is told to wait for up to {minutes:Count} minutes")
def told_how_long(context: Context, person: str, minutes: int) -> None:
    guessing.told_how_long(context.world, person, minutes * 60)


@when("{person:Person} signs in once more than the {count:Count} times a minute that the company may")
def many_are_put_off(context: Context, person: str, count: int) -> None:
    guessing.many_are_put_off(context.world, person, count)


@then("only the last of {person:Person}'s sign-ins is refused because of too many attempts")
def only_last_put_off(context: Context, person: str) -> None:
    guessing.only_last_put_off(context.world, person)


@when("{person:Person} signs in {count:Count} times at the same moment")
def signs_in_at_once(context: Context, person: str, count: int) -> None:
    guessing.signs_in_at_once(context.world, person, count)


@then("{person:Person} holds {count:Count} different sign-ins that all open the account")
def all_signed_in(context: Context, person: str, count: int) -> None:
    guessing.all_signed_in(context.world, person, count)


@when("{count:Count} tabs of {person:Person}'s renew the sign-in at the same moment")
def renews_at_once(context: Context, count: int, person: str) -> None:
    guessing.renews_at_once(context.world, person, count)


@then("all {count:Count} tabs hold the same renewal, and nobody has signed {person:Person} out")
def one_successor(context: Context, count: int, person: str) -> None:
    guessing.one_successor(context.world, person, count)


@when("{person:Person} renews the sign-in {count:Count} times")
def issues(context: Context, person: str, count: int) -> None:
    guessing.issues(context.world, person, count)


@then("{person:Person} was issued {count:Count} sign-ins within {seconds:Count} seconds")
def issued_within(context: Context, person: str, count: int, seconds: int) -> None:
    guessing.issued_within(context.world, person, count, seconds)


@then("all of {person:Person}'s sign-ins are checked within {seconds:Count} second")
def checked_within(context: Context, person: str, seconds: int) -> None:
    guessing.checked_within(context.world, person, seconds)


@given("a {what:Lasting} of {person:Person}'s company lasts two seconds")
def lasts(context: Context, what: str, person: str) -> None:
    endings.lasts(context.world, person, what)


@when("{person:Person} stays away until it has ended")
def outlives(context: Context, person: str) -> None:
    endings.outlives(context.world, person)


@given("{person:Person}'s sign-in has ended by {way:Parting}")
@when("{person:Person}'s sign-in ends by {way:Parting}")
def ends(context: Context, person: str, way: str) -> None:
    endings.ends(context.world, person, way)


@when("{people:People} each end every sign-in of their own")
def all_end(context: Context, people: list[str]) -> None:
    for person in people:
        endings.ends(context.world, person, "ending every sign-in")


@then("that sign-in of {person:Person}'s opens nothing any more and cannot be renewed")
def opens_nothing(context: Context, person: str) -> None:
    endings.opens_nothing(context.world, person)


@then("every tab of {person:Person}'s is closed because {closing:Closing}")
def tabs_closed(context: Context, person: str, closing: int) -> None:
    endings.tabs_closed(context.world, person, closing)


@then("{person:Person}'s expired {what:Lasting} opens nothing any more")
def expired(context: Context, person: str, what: str) -> None:
    endings.expired(context.world, person, what)


@then("{person:Person}'s tab stays open")
def stays_open(context: Context, person: str) -> None:
    endings.stays_open(context.world, person)


@then("{person:Person}'s right password is refused because of {reason:Refusal}")
def right_password_refused(context: Context, person: str, reason: str) -> None:
    context.world.cast[person].sign_in().refused(reason)


@when('{person:Person} renews the sign-in, connects with it and asks on "{question}"')
def renews_and_asks_on(context: Context, person: str, question: str) -> None:
    guessing.renews_and_asks_on(context.world, person, question)


@then("both of {person:Person}'s questions stand in one conversation")
def in_one_conversation(context: Context, person: str) -> None:
    guessing.in_one_conversation(context.world, person)


@then("{person:Person} holds another sign-in than before")
def holds_another(context: Context, person: str) -> None:
    guessing.holds_another(context.world, person)
