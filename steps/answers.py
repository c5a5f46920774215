"""What an answer has to hold."""

from behave import then
from behave.runner import Context

from support.actors import asking, crowds, substance


@then("{person:Person} is answered within the {budget:Budget} budget")
def is_answered_in_time(context: Context, person: str, budget: str) -> None:
    asking.answered_in_time(context.world, person, asking.story(context.world, person, budget), budget)


@then("each of {person:Person}'s questions is answered within the {budget:Budget} budget")
def are_answered_in_time(context: Context, person: str, budget: str) -> None:
    for story in asking.stories(context.world, person):
        asking.answered_in_time(context.world, person, story, budget)


@then("every figure in {person:Person}'s answer agrees with the records behind it")
def figures_agree(context: Context, person: str) -> None:
    substance.agrees(asking.story(context.world, person).answer, asking.oracle(context.world, person))


@then("every figure in each of {person:Person}'s answers agrees with the records behind it")
def all_figures_agree(context: Context, person: str) -> None:
    for story in asking.stories(context.world, person):
        substance.agrees(story.answer, asking.oracle(context.world, person))


@then('{person:Person}\'s answer names "{model}" as the biggest cost driver')
def names_driver(context: Context, person: str, model: str) -> None:
    substance.names_driver(asking.story(context.world, person).answer, model)


@then("{person:Person}'s answer says in dollars how much {organisation} can save")
def says_savings(context: Context, person: str, organisation: str) -> None:
    substance.quantifies_savings(asking.story(context.world, person).answer, asking.oracle(context.world, person))


@then("{person:Person}'s answer recommends steps, says what comes next and how sure it is")
def recommends(context: Context, person: str) -> None:
    substance.recommends(asking.story(context.world, person).answer, context.world.cast[person].plan)


@then("{person:Person}'s answer covers {topics:Topics}")
def covers(context: Context, person: str, topics: list[str]) -> None:
    substance.covers(asking.story(context.world, person).answer, topics)


@then("{person:Person}'s answer says what comes next")
def says_what_comes_next(context: Context, person: str) -> None:
    substance.says_what_comes_next(asking.story(context.world, person).answer)


@then("{person:Person}'s two answers rest on different figures")
def answers_differ(context: Context, person: str) -> None:
    substance.differ(*asking.stories(context.world, person)[-2:])


@then("none of {person:Person}'s answers echoes its question")
def answers_do_not_echo(context: Context, person: str) -> None:
    for story in asking.stories(context.world, person):
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


@then("{people:People}'s questions are answered one after the other, in the order asked")
def answered_in_turn(context: Context, people: list[str]) -> None:
    for person in people:
        substance.answered_in_turn(asking.stories(context.world, person))


@then("all {count:Count} questions of {people:People} are answered within the {budget:Budget} budget")
def all_answered(context: Context, count: int, people: list[str], budget: str) -> None:
    crowds.all_answered(context.world, people, count, budget)
