"""What is kept, and what can be read back."""

from behave import then
from behave.runner import Context

from support.actors import reading
from support.stores import agreement, keeping


@then("{person:Person}'s question and its answer are kept")
def question_and_answer_are_kept(context: Context, person: str) -> None:
    keeping.question_and_answer(context.world, person)


@then("{person:Person}'s question is kept unchanged")
def question_is_kept(context: Context, person: str) -> None:
    keeping.question_unchanged(context.world, person)


@then("{person:Person}'s questions and answers are kept in the order asked")
def questions_are_kept(context: Context, person: str) -> None:
    keeping.questions_in_order(context.world, person)


@then("{person:Person}'s run is kept as {fate:Fate}, without an answer")
def run_is_kept_as(context: Context, person: str, fate: str) -> None:
    keeping.without_answer(context.world, person, fate)


@then("what {person:Person} was told, what can be read back and what is kept agree")
def all_agree(context: Context, person: str) -> None:
    agreement.of_all(context.world, person)


@then("the result that {person:Person} sees is the one that is kept")
def result_is_kept(context: Context, person: str) -> None:
    keeping.result(context.world, person)


@then("{person:Person}'s events are the ones that are kept, in the same order")
def events_are_kept(context: Context, person: str) -> None:
    keeping.events(context.world, person)


@then("{person:Person} finds the question and the answer exactly as first seen")
def finds_the_conversation(context: Context, person: str) -> None:
    reading.conversation_as_seen(context.world, person)


@then("{person:Person} finds the run completed, with the result first seen")
def finds_the_run(context: Context, person: str) -> None:
    reading.run_as_seen(context.world, person)
