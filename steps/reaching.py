"""What customers reach for that is another's, and what else they try at the doors of the product."""

from behave import then, when
from behave.runner import Context

from support.actors import probing, reaching
from support.actors.words import REASONS


@when("{person:Person} reaches for what can be read of {other:Person}'s")
def reads(context: Context, person: str, other: str) -> None:
    reaching.reaches(context.world, person, other, "reading")


@when("{person:Person} tries to change what is {other:Person}'s")
def changes(context: Context, person: str, other: str) -> None:
    reaching.reaches(context.world, person, other, "changing")


@then("each of these is answered as if it had never existed")
def as_if_nothing(context: Context) -> None:
    reaching.as_if_nothing(context.world, [row["what"] for row in context.table])


@then("{person:Person} may read all of it")
def owner_reads(context: Context, person: str) -> None:
    reaching.owner_reaches(context.world, person, "reading")


@then("{person:Person} may change all of it")
def owner_changes(context: Context, person: str) -> None:
    reaching.owner_reaches(context.world, person, "changing")


@when("{person:Person} asks in {other:Person}'s conversation and stops {another:Person}'s run")
def asks_there(context: Context, person: str, other: str, another: str) -> None:
    reaching.asks_there(context.world, person, other)


@then("{person:Person} is told of nothing that is there, only of what is not")
def told_of_nothing(context: Context, person: str) -> None:
    reaching.told_of_nothing(context.world, person)


@when("{person:Person} guesses at ids near those of {other:Person}'s")
def guesses(context: Context, person: str, other: str) -> None:
    reaching.guesses(context.world, person, other)


@then("each guess is refused because there is no such thing")
def guessed_nothing(context: Context) -> None:
    reaching.guessed_nothing(context.world)


@when("{person:Person} asks for a conversation of {other:Person}'s and for none, again and again")
def times(context: Context, person: str, other: str) -> None:
    reaching.times(context.world, person, other)


@then("neither is refused faster than the other")
def took_alike(context: Context) -> None:
    reaching.took_alike(context.world)


@when("{person:Person} searches for {other:Person}'s canaries and lists all there is")
def searches(context: Context, person: str, other: str) -> None:
    reaching.searches(context.world, person, other)


@then("{person:Person} finds nothing of {other:Person}'s, and {another:Person} finds the conversation")
def found_nothing_of(context: Context, person: str, other: str, another: str) -> None:
    reaching.found_nothing_of(context.world, person, other)


@when("all of them list their conversations, runs and sessions")
def lists_all(context: Context) -> None:
    reaching.lists_all(context.world)


@then("each finds exactly what is their own")
def lists_are_own(context: Context) -> None:
    reaching.lists_are_own(context.world)


@when("{person:Person} registers as an operator, on the best plan, in {other:Person}'s company")
def promotes(context: Context, person: str, other: str) -> None:
    probing.promotes(context.world, person, other)


@when("{person:Person} gives away what is made in the name of {other:Person}")
def plants(context: Context, person: str, other: str) -> None:
    claimed = context.world.cast[other].account
    probing.tries(context.world, person, context.world.cast.stage.dialect.planted(claimed))


@when("{person:Person} takes what only an operator gives")
def raises(context: Context, person: str) -> None:
    company = context.world.cast[person].company_id
    probing.tries(context.world, person, context.world.cast.stage.dialect.raised(company))


@when("{person:Person} uses a verb that an address does not have")
def swaps(context: Context, person: str) -> None:
    own = reaching.belongings(context.world, person)
    probing.tries(context.world, person, context.world.cast.stage.dialect.swapped(own))


@when("{person:Person} asks for more, or brings more, than there may be")
def exceeds(context: Context, person: str) -> None:
    own = reaching.belongings(context.world, person)
    probing.tries(context.world, person, context.world.cast.stage.dialect.oversized(own))


@when("{person:Person} sends what cannot be understood")
def sends_garbage(context: Context, person: str) -> None:
    probing.sends_garbage(context.world, person, reaching.belongings(context.world, person))


@then("each of these is refused to {person:Person} in plain words")
def each_refused(context: Context, person: str) -> None:
    expected = {row["what"]: REASONS[row["because of"]] for row in context.table}
    probing.each_refused(context.world, person, expected)


@then("no cache on the way may keep what {person:Person} reads")
def keeps_no_copy(context: Context, person: str) -> None:
    probing.keeps_no_copy(context.world, person, reaching.belongings(context.world, person))
