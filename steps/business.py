"""What a business answer has to hold, and what is charged for it."""

from behave import given, then, when
from behave.runner import Context

from support.actors import asking, billing, business_day, canaries, records, rubric


@then('{person:Person}\'s answer finds that "{subject}" {measure:Measure}')
def finds(context: Context, person: str, subject: str, measure: str) -> None:
    rubric.finds(asking.story(context.world, person).answer, subject, measure)


@then('{person:Person}\'s answer advises on "{words}" in {count:Count} steps')
def advises(context: Context, person: str, words: str, count: int) -> None:
    rubric.advises(asking.story(context.world, person).answer, words, count)


@then('{person:Person}\'s answer speaks of "{words}"')
def says(context: Context, person: str, words: str) -> None:
    rubric.says(asking.story(context.world, person).answer, words)


@then("{person:Person}'s answer shows a saving of {dollars:Count} dollars or more")
def saves(context: Context, person: str, dollars: int) -> None:
    rubric.saves(asking.story(context.world, person).answer, dollars)


@then("{person:Person}'s answer puts the slowest models first")
def slowest_first(context: Context, person: str) -> None:
    rubric.in_order_of_slowness(asking.story(context.world, person).answer)


@then("{person:Person}'s answer has the depth that the {plan:Plan} plan promises")
def has_depth(context: Context, person: str, plan: str) -> None:
    rubric.has_depth(asking.story(context.world, person).answer, plan)


@when("these ask at the same moment, each in a conversation of its own")
def ask_different_things(context: Context) -> None:
    people, questions = zip(*((row["person"], row["question"]) for row in context.table), strict=True)
    canaries.asks(context.world, people, questions)


@given("the platform charges these prices in dollars per million tokens")
def charges_these_prices(context: Context) -> None:
    context.world.facts.rates = records.prices(context.table)


@then("each of {person:Person}'s runs is charged with exactly what its tokens cost")
def charged_exactly(context: Context, person: str) -> None:
    billing.charged_exactly(context.world, person)


@then("{person:Person}'s invoice is the base of the {plan:Plan} plan and the usage, to the cent")
def invoiced(context: Context, person: str, plan: str) -> None:
    billing.invoiced(context.world, person, plan)


@then("{person:Person}'s invoice states the saving that the answers have found")
def states_savings(context: Context, person: str) -> None:
    billing.states_savings(context.world, person)


@when("{count:Count} customers sign up, choose their plans and ask")
def day_passes(context: Context, count: int) -> None:
    business_day.passes(context.world, count)


@then("for each of them plan, conversation, charge and invoice add up")
def all_adds_up(context: Context) -> None:
    business_day.all_adds_up(context.world)


@given("the model provider serves {person:Person} again")
def serves_again(context: Context, person: str) -> None:
    context.world.faults.lifts(context.world.cast[person])
