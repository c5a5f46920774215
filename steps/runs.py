"""The life of a run: how it goes, how it ends, and what can be read of it."""

from collections.abc import Callable

from behave import given, then, when
from behave.runner import Context

from support.actors import breakers, cancelling, capacity, finding, lives, problems
from support.targets.canon import Reason
from support.world import World


@given('the run of {person:Person}\'s question "{question}" {stage:Stage}')
def reaches_stage(context: Context, person: str, question: str, stage: str) -> None:
    cancelling.reaches(context.world, person, question, stage)


@given("{person:Person} has cancelled the run")
def has_cancelled(context: Context, person: str) -> None:
    cancelling.has_cancelled(context.world, person)


@when("{person:Person} cancels the run {way:Way}")
def cancels(context: Context, person: str, way: str) -> None:
    cancelling.cancels(context.world, person, way)


@when("{person:Person} tries to cancel {other:Person}'s run")
def cancels_anothers(context: Context, person: str, other: str) -> None:
    cancelling.cancels_anothers(context.world, person, other)


@when("the run of {person:Person} ends")
def ends(context: Context, person: str) -> None:
    capacity.ends(context.world, person)


@when("{person:Person} asks for {run:Wanted}, to read it and to cancel it")
def asks_for(context: Context, person: str, run: str) -> None:
    finding.asks_for(context.world, person, run)


@then("{person:Person} is told both times that there is no such run")
def is_told_of_none(context: Context, person: str) -> None:
    finding.is_told_of_none(context.world, person)




@then("{person:Person}'s run {fact:RunFact}")
def run_is_so(context: Context, person: str, fact: Callable[[World, str], None]) -> None:
    fact(context.world, person)


@then("{person:Person}'s run went through these {course:Course}, each with its moment")
def went_through(context: Context, person: str, course: str) -> None:
    lives.went_through(context.world, person, course, [row["in order"] for row in context.table])




@then("{person:Person}'s run was over within {seconds:Seconds} seconds")
def was_over(context: Context, person: str, seconds: float) -> None:
    lives.was_over_within(context.world, person, seconds)


@then("each agent of {person:Person}'s run took no longer than this")
def agents_took(context: Context, person: str) -> None:
    lives.agents_took(context.world, person, {row["agent"]: float(row["seconds"]) for row in context.table})



@then("the cause that {person:Person} was told is the one recorded, as {cause:Cause}")
def cause_is_recorded(context: Context, person: str, cause: Reason) -> None:
    lives.cause_is_recorded(context.world, person, cause)


@then("{person:Person} is told after {seconds:Seconds} seconds that {ending:Ending}, and what to do")
def is_told_at_limit(context: Context, person: str, seconds: float, ending: problems.Ending) -> None:
    problems.ended_badly(breakers.told_at_limit(context.world, person, seconds), ending)
