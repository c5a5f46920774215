"""The path of a question over its agents, and what the steps hand on."""

from behave import given, then, when
from behave.runner import Context

from support.actors import asking, handing_on, paths


@then("the steps of {person:Person}'s work were these, one after the other")
def steps_were(context: Context, person: str) -> None:
    paths.steps_were(context.world, person, [row.as_dict() for row in context.table])


@then("{person:Person}'s path is the one defined for {finding:Finding} data")
def path_is_defined(context: Context, person: str, finding: str) -> None:
    paths.is_defined(context.world, person, finding)


@then("{person:Person}'s answer says that its data are {percent:Count} % complete, and how sure it is")
def says_how_complete(context: Context, person: str, percent: int) -> None:
    paths.says_how_complete(context.world, person, percent)


@then("{person:Person}'s answer asks for records with their {wanted:Words}")
def asks_for_records(context: Context, person: str, wanted: list[str]) -> None:
    paths.asks_for(asking.story(context.world, person).answer, wanted)


@then("no tool worked for {person:Person}, and {whose:Whose} answer has no figure")
def has_nothing_to_show(context: Context, person: str, whose: str) -> None:
    paths.has_nothing_to_show(asking.story(context.world, person))


@then("{person:Person}'s answer asks for more records than the {count:Count} that there are")
def asks_for_more(context: Context, person: str, count: int) -> None:
    paths.asks_for_more(context.world, person, count)


@given("the model provider fails the {agent:FailingAgent} of {person:Person}'s next question")
def fails_step(context: Context, agent: str, person: str) -> None:
    paths.fails_step(context.world, person, agent)


@when("{people:People} inspect the paths")
def inspect_paths(context: Context, people: list[str]) -> None:
    paths.inspect(context.world, people)


@then("the paths are defined for them like this")
def paths_are_defined_like(context: Context) -> None:
    paths.defined_like(context.world, [row.as_dict() for row in context.table])


@then("each step of their paths waits for all the steps before it")
def each_step_waits(context: Context) -> None:
    paths.each_waits(context.world)


@then("no step of {person:Person}'s work began before those that it waits for had ended")
def no_step_ran_ahead(context: Context, person: str) -> None:
    handing_on.none_ran_ahead(context.world, person)


@then("each step of {person:Person}'s work was given all that the steps before it had found")
def steps_were_given_all(context: Context, person: str) -> None:
    handing_on.were_given_all(context.world, person)


@then("each step of {person:Person}'s work took less than {step:Count} seconds, and all of it less than {whole:Count}")
def steps_took_less(context: Context, person: str, step: int, whole: int) -> None:
    handing_on.took_less(context.world, person, step, whole)


@given('the agents think about {person:Person}\'s question "{question}"')
def agents_think(context: Context, person: str, question: str) -> None:
    handing_on.think(context.world, person, question)


@when("{person:Person} brings in more AI use meanwhile")
def brings_in_more(context: Context, person: str) -> None:
    handing_on.brings_in_more(context.world, person)


@then("each step of {person:Person}'s work bears its agent, its time and its run")
def steps_are_stamped(context: Context, person: str) -> None:
    handing_on.are_stamped(context.world, person)


@then("each tool that worked for {person:Person} looked at the records of the same moment")
def tools_saw_one_moment(context: Context, person: str) -> None:
    handing_on.saw_one_moment(context.world, person)


@then("the kept trace of {person:Person}'s question leads from her, over each agent and tool, to the answer")
def is_traced(context: Context, person: str) -> None:
    handing_on.is_traced(context.world, person)
