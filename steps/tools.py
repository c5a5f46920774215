"""Tools: who is offered which, and what they do."""

from behave import given, then, when
from behave.runner import Context

from support.actors import asking, side_by_side, tool_log, tool_offers, tooling


@when("{people:People} look at the tools on offer")
def look_at_tools(context: Context, people: list[str]) -> None:
    tool_offers.look_at_offer(context.world, people)
    context.world.facts.people = people


@then("the tools are offered to them like this, each with a purpose of its own")
def tools_are_offered_like(context: Context) -> None:
    tool_offers.offered_like(context.world, [row.as_dict() for row in context.table])
    tool_offers.have_purposes(context.world, context.world.facts.people)


@then("the tools that worked for {person:Person} are those on offer to her and on her path, each under its agent")
def tools_are_on_offer(context: Context, person: str) -> None:
    tool_offers.all_on_offer(context.world, person)
    tool_offers.all_on_path(context.world, person)


@then("{person:Person} is offered no tool, for her role only reads, and {other:Person} every one")
def is_offered_no_tool(context: Context, person: str, other: str) -> None:
    tool_offers.offered_none(context.world, person)
    tool_offers.offered_all(context.world, other)


@then("{person:Person}'s tools ended like this, each agent's in any order")
def tools_ended_like(context: Context, person: str) -> None:
    tooling.ended_like(asking.story(context.world, person), [row.as_dict() for row in context.table])


@then("at least {count:Count} tools work for {person:Person} at the same time")
def tools_work_at_once(context: Context, count: int, person: str) -> None:
    tooling.at_once(asking.story(context.world, person), count)


@then("every tool that worked for {person:Person} succeeded and gave figures to the answer")
def tools_gave_figures(context: Context, person: str) -> None:
    tooling.all_gave_figures(asking.story(context.world, person))


@then("these tools of {person:Person}'s, one agent's after the other's, each gave figures, findings and advice")
def tools_are_a_chain(context: Context, person: str) -> None:
    tooling.chain(context.world, person, [row.as_dict() for row in context.table])


@then("the advice of those tools is in {person:Person}'s answer")
def advice_is_told(context: Context, person: str) -> None:
    tooling.advice_is_told(context.world, person)


@then("{person:Person}'s answer has a figure for each of the {count:Count} features")
def has_each_feature(context: Context, person: str, count: int) -> None:
    records = context.world.facts.records[person]
    assert len({record.feature for record in records}) == count, f"{person} has not brought in {count} features"
    tooling.has_each_feature(asking.story(context.world, person).answer, records)


@then("what was refused to {person:Person} is written down with his name and run")
def refusals_are_kept(context: Context, person: str) -> None:
    tool_log.refusals_are_kept(context.world, person)


@then("no figure of {person:Person}'s answer is from a tool that was refused")
def no_figure_of_refused(context: Context, person: str) -> None:
    tool_log.no_figure_of_refused(context.world, person)


@then("no tool has worked for anybody at {person:Person}'s company")
def no_tool_has_worked(context: Context, person: str) -> None:
    tool_log.none_worked(context.world, person)


@then("the tools that worked for {person:Person} are logged under {whose:Whose} name, run and conversation")
def tools_are_logged(context: Context, person: str, whose: str) -> None:
    tool_log.logged_in_name(context.world, person)


@given("Sam has noted how often and how long agents and tools worked")
def has_noted_uses(context: Context) -> None:
    tool_log.notes_uses(context.world)
    side_by_side.notes_work(context.world)


@then("Sam sees the work for {person:Person} counted, the run and each tool, with their times")
def uses_are_counted(context: Context, person: str) -> None:
    tool_log.uses_are_counted(context.world, person)
    side_by_side.work_is_counted(context.world, person)


@then("the log has for each tool that worked for {person:Person} its outcome and a time under 5 seconds")
def log_has_times(context: Context, person: str) -> None:
    tool_log.log_has_times(context.world, person)


@then("{person:Person}'s run says how many tokens it took and what they cost")
def spending_is_told(context: Context, person: str) -> None:
    tool_log.spending_is_told(context.world, person)
