"""The life of a run: how it goes, how it ends, and what can be read of it."""

from behave import given, then, when
from behave.runner import Context

from support.actors import breakers, cancelling, capacity, finding, lives, problems
from support.stores import cache
from support.targets.canon import Reason


@given('the run of {person:Person}\'s question "{question}" {stage:Stage}')
def reaches_stage(context: Context, person: str, question: str, stage: str) -> None:
    cancelling.reaches(context.world, person, question, stage)


@given("{person:Person} has cancelled the run")
def has_cancelled(context: Context, person: str) -> None:
    cancelling.has_cancelled(context.world, person)


@when("{person:Person} cancels the run {way:Way}")
def cancels(context: Context, person: str, way: str) -> None:
    cancelling.cancels(context.world, person, way)


@when("the run of {person:Person} ends")
def ends(context: Context, person: str) -> None:
    capacity.ends(context.world, person)


@when("{person:Person} asks for {run:Wanted}, to read it and to cancel it")
def asks_for(context: Context, person: str, run: str) -> None:
    finding.asks_for(context.world, person, run)


@then("{person:Person} is told both times that there is no such run")
def is_told_of_none(context: Context, person: str) -> None:
    finding.is_told_of_none(context.world, person)


@then("{person:Person}'s run is recorded as {owner:Person}'s own, in that conversation, and first of all as pending")
def is_own(context: Context, person: str, owner: str) -> None:
    assert person == owner, f"the feature speaks of {person} and of {owner}"
    lives.is_own(context.world, person)


@then("every event of {person:Person}'s run names {owner:Person}, the conversation, the run and the request")
def is_the_same(context: Context, person: str, owner: str) -> None:
    assert person == owner, f"the feature speaks of {person} and of {owner}"
    lives.is_the_same_throughout(context.world, person)


@then("{person:Person}'s run went through these {course:Course}, each with its moment")
def went_through(context: Context, person: str, course: str) -> None:
    lives.went_through(context.world, person, course, [row["in order"] for row in context.table])


@then("each tool of {person:Person}'s run was used in a phase of using tools")
def tools_in_phase(context: Context, person: str) -> None:
    lives.tools_in_their_phase(context.world, person)


@then("{person:Person}'s run is kept with the times that {owner:Person} was told")
def has_the_times(context: Context, person: str, owner: str) -> None:
    lives.has_the_times_told(context.world, person)


@then("{person:Person}'s run was over within {seconds:Seconds} seconds")
def was_over(context: Context, person: str, seconds: float) -> None:
    lives.was_over_within(context.world, person, seconds)


@then("each agent of {person:Person}'s run took no longer than this")
def agents_took(context: Context, person: str) -> None:
    lives.agents_took(context.world, person, {row["agent"]: float(row["seconds"]) for row in context.table})


@then("{person:Person} finds every step of the run, as it was seen and recorded")
def finds_steps(context: Context, person: str) -> None:
    lives.steps_as_seen(context.world, person)


@then("the cause that {person:Person} was told is the one recorded, as {cause:Cause}")
def cause_is_recorded(context: Context, person: str, cause: Reason) -> None:
    lives.cause_is_recorded(context.world, person, cause)


@then("{person:Person} is told after {seconds:Seconds} seconds that {ending:Ending}, and what to do")
def is_told_at_limit(context: Context, person: str, seconds: float, ending: problems.Ending) -> None:
    problems.ended_badly(breakers.told_at_limit(context.world, person, seconds), ending)


@then("{person:Person} is shown the run as cancelled")
def is_shown_cancelled(context: Context, person: str) -> None:
    cancelling.is_shown_cancelled(context.world, person)


@then("nothing more came of the run that {person:Person} cancelled")
def nothing_more_came(context: Context, person: str) -> None:
    cancelling.nothing_more_came(context.world, person)


@then("{person:Person} finds the run by its conversation, its agent and its state")
def finds_own(context: Context, person: str) -> None:
    finding.finds_own(context.world, person)


@then("nothing of the run of {person:Person} is left in the cache")
def nothing_is_left(context: Context, person: str) -> None:
    cache.holds_nothing_of_run(context.world, person)
