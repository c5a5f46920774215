"""What an answer has to hold."""

from behave import then
from behave.runner import Context

from support.actors import asking, substance


@then("{person:Person} is answered within the answer budget")
def is_answered_in_time(context: Context, person: str) -> None:
    story = asking.story(context.world, person)
    assert story.answer.text, f"{person}'s answer has no words"
    context.world.budgets.keeps("answer", story.answered_after, f"the answer to {person}", story.ended)


@then("every figure in {person:Person}'s answer agrees with the records behind it")
def figures_agree(context: Context, person: str) -> None:
    substance.agrees(asking.story(context.world, person).answer, asking.oracle(context.world, person))


@then('{person:Person}\'s answer names "{model}" as the biggest cost driver')
def names_driver(context: Context, person: str, model: str) -> None:
    substance.names_driver(asking.story(context.world, person).answer, model)


@then("{person:Person}'s answer says in dollars how much {organisation} can save")
def says_savings(context: Context, person: str, organisation: str) -> None:
    substance.quantifies_savings(asking.story(context.world, person).answer, asking.oracle(context.world, person))


@then("{person:Person}'s answer recommends steps, says what comes next and how sure it is")
def recommends(context: Context, person: str) -> None:
    substance.recommends(asking.story(context.world, person).answer, context.world.cast[person].plan)


@then("{person:Person}'s two answers rest on different figures")
def answers_differ(context: Context, person: str) -> None:
    substance.differ(*asking.stories(context.world, person)[-2:])


@then("neither of {person:Person}'s answers echoes its question")
def answers_do_not_echo(context: Context, person: str) -> None:
    for story in asking.stories(context.world, person)[-2:]:
        substance.is_no_echo(story)


@then('{person:Person}\'s answer recalls "{words}"')
def recalls(context: Context, person: str, words: str) -> None:
    substance.recalls(asking.story(context.world, person).answer, words)


@then('{person:Person}\'s answer does not recall "{words}"')
def does_not_recall(context: Context, person: str, words: str) -> None:
    substance.does_not_recall(asking.story(context.world, person).answer, words)


@then('the figures in {person:Person}\'s answer name "{words}" unchanged')
def figures_name(context: Context, person: str, words: str) -> None:
    substance.has_subject(asking.story(context.world, person).answer, words)


@then("{person:Person} is told that the later questions wait their turn")
def is_told_to_wait(context: Context, person: str) -> None:
    asking.is_told_to_wait(context.world, person)


@then("{person:Person}'s questions are answered one after the other, in the order asked")
def answered_in_turn(context: Context, person: str) -> None:
    substance.answered_in_turn(asking.stories(context.world, person))
