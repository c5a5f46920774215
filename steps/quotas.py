"""How many questions a day there are."""

from behave import given, then, when
from behave.runner import Context

from support.actors import quotas
from support.targets.canon import Reason


@when("{people:People} look at what their plans give")
def look_at_plans(context: Context, people: list[str]) -> None:
    quotas.look_at_plans(context.world, people)


@then("they are given these many questions a day")
def are_given_questions(context: Context) -> None:
    [row] = context.table
    quotas.gives(context.world, row.as_dict())


@given("{person:Person}'s company has moved to the {plan:Plan} plan")
@when("{person:Person}'s company moves to the {plan:Plan} plan")
def company_moves(context: Context, person: str, plan: str) -> None:
    context.world.cast.signed_in(person).is_put_on(plan)


@given("{person:Person} has asked the {count:Questions} of {whose:Whose} day")
def has_asked(context: Context, person: str, count: int, whose: str) -> None:
    quotas.spends(context.world, person, count)


@then("{person:Person} is told that this is refused because of {reason:Refusal}, and what to do")
def is_told_refused(context: Context, person: str, reason: Reason) -> None:
    quotas.told_refused(context.world, person, reason)


@then("{person:Person} is told that the {plan:Plan} plan gives more, and that the day ends at midnight UTC")
def is_told_way_out(context: Context, person: str, plan: str) -> None:
    quotas.told_way_out(context.world, person, plan)


@then("nothing of that question is kept of {person:Person}'s")
def question_is_not_kept(context: Context, person: str) -> None:
    quotas.is_not_kept(context.world, person)


@given("{person:Person}'s company has {count:Count} question a day")
def has_questions(context: Context, person: str, count: int) -> None:
    quotas.has_questions(context.world, person, count)


@given("{person:Person}'s company has {count:Count} question for a day that is about to end")
def day_is_about_to_end(context: Context, person: str, count: int) -> None:
    quotas.last_day(context.world, person, count)


@when('{person:Person} asks "{question}" after that day has ended')
def asks_after_the_day(context: Context, person: str, question: str) -> None:
    quotas.asks_after_the_day(context.world, person, question)
