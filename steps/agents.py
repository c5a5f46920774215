"""The agents: who there is, who is asked, and how many work at once."""

from behave import given, then, when
from behave.runner import Context

from support.actors import asking, capacity, lives, specialists


@when("{person:Person} looks at the agents")
def looks(context: Context, person: str) -> None:
    specialists.looks(context.world, person)


@then("{person:Person} is shown these agents, through every chat process")
def are_shown(context: Context, person: str) -> None:
    expected = {row["agent"].replace(" ", "_"): row["may be used"] for row in context.table}
    specialists.are_shown(context.world, person, expected)


@when('{person:Person} asks the {agent:Agent} agent "{question}"')
def asks_by_name(context: Context, person: str, agent: str, question: str) -> None:
    specialists.asks_by_name(context.world, person, agent, question)


@then("{person:Person}'s answer is the work of {agents:Agents}")
def is_the_work_of(context: Context, person: str, agents: list[str]) -> None:
    lives.path_is(context.world, person, agents)


@then("{person:Person} is told the names of the agents that there are")
def is_told_the_names(context: Context, person: str) -> None:
    specialists.is_told_the_names(context.world, person)


@then("{person:Person} is told that the plan {plan:Plan} has it")
def is_told_the_plan(context: Context, person: str, plan: str) -> None:
    specialists.is_told_the_plan(context.world, person, plan)


@when("{person:Person} asks {count:Count} questions at once, each in a conversation of its own")
def asks_apart(context: Context, person: str, count: int) -> None:
    capacity.asks_apart(context.world, person, capacity.questions(count))


@when("{people:People} each ask {count:Count} questions at once, again and again")
def ask_again_and_again(context: Context, people: list[str], count: int) -> None:
    capacity.ask_again_and_again(context.world, people, count)


@given("{person:Person} was answered on these, each in a conversation of its own")
def was_answered_apart(context: Context, person: str) -> None:
    capacity.asks_apart(context.world, person, [row["question"] for row in context.table])
    capacity.all_were_answered(context.world)


@when('{person:Person} asks "{question}" in each of these conversations at once')
def asks_in_each(context: Context, person: str, question: str) -> None:
    capacity.asks_in_each(context.world, person, question)


@then("{person:Person}'s answers recall these, each in its own conversation and nowhere else")
def recall_apart(context: Context, person: str) -> None:
    capacity.recall_apart(context.world, person, [row["words"] for row in context.table])


@then('{person:Person}\'s question "{question}" is answered all the same')
def is_answered_all_the_same(context: Context, person: str, question: str) -> None:
    asking.asks(context.world, person, question)
    asking.answered_in_time(context.world, person, asking.story(context.world, person, "outage"), "outage")


@then("all {count:Count} of {person:Person}'s runs are under way within {seconds:Seconds} seconds")
def all_begun(context: Context, count: int, person: str, seconds: float) -> None:
    capacity.all_begun(context.world, person, count, seconds)


@then("{count:Count} of {person:Person}'s runs work at the same time, and never more")
def worked_at_once(context: Context, count: int, person: str) -> None:
    capacity.worked_at_once(context.world, person, count)


@then("{person:Person} is told that the rest wait for one of {count:Count} to end")
def rest_waited(context: Context, person: str, count: int) -> None:
    capacity.rest_waited(context.world, person, count)


@then("the runs of {people:People} have {count:Count} ids of their own, by which each is found")
def have_own_ids(context: Context, people: list[str], count: int) -> None:
    lives.have_own_ids(context.world, people, count)


@then("{people:People} are each answered within the {budget:Budget} budget, from their own records alone")
def stand_alone(context: Context, people: list[str], budget: str) -> None:
    specialists.stands_alone(context.world, people, budget)


@then("each of them was answered every time")
def all_were_answered(context: Context) -> None:
    capacity.all_were_answered(context.world)
