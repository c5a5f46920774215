"""Question, run and answer: each leads to the others, and all are kept."""

from behave import given, then
from behave.runner import Context

from support.actors import crowds
from support.stores import tracing


@given("the messages of {person:Person}'s conversation have been noted")
def notes_messages(context: Context, person: str) -> None:
    tracing.notes_messages(context.world, person)


@then("the noted messages are unchanged, and two have followed")
def noted_are_unchanged(context: Context) -> None:
    tracing.noted_are_unchanged(context.world)


@then("{person:Person}'s question, its run, its steps and its answer lead to one another")
def lead_to_one_another(context: Context, person: str) -> None:
    tracing.lead_to_one_another(context.world, person)


@then("{person:Person} reads the answer back as a message of the agents")
def answer_reads_back(context: Context, person: str) -> None:
    tracing.answer_reads_back(context.world, person)


@then("each message of {person:Person}'s was kept before {other:Person} was told of it, in the same order")
def kept_before_told(context: Context, person: str, other: str) -> None:
    tracing.kept_before_told(context.world, person)


@then("{person:Person} reads back all {count:Count} questions and answers, in the order asked")
def all_read_back(context: Context, person: str, count: int) -> None:
    tracing.all_read_back(context.world, person, count)


@then('"{title:Title}" has on record both runs of {person:Person}\'s, with their agents, starts and ends')
def runs_on_record(context: Context, title: str, person: str) -> None:
    tracing.runs_on_record(context.world, person, title, 2)


@then("{people:People} are answered within the {budget:Budget} budget on average")
def answered_on_average(context: Context, people: list[str], budget: str) -> None:
    crowds.answered_on_average(context.world, people, budget)
