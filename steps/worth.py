"""What the agents' work is worth, what effort it takes, and work for many at once."""

from behave import given, then, when
from behave.runner import Context

from support.actors import asking, business_rules, paths, side_by_side, substance


@given("{people:People} have brought in AI use of a feature of their own")
def have_brought_in_own(context: Context, people: list[str]) -> None:
    side_by_side.bring_in_own(context.world, people)


@then("the tools of {people:People} were at work while the others' runs were")
def tools_overlapped(context: Context, people: list[str]) -> None:
    side_by_side.overlap(context.world, people)


@then("all that {people:People} see, and all that their agents did, is about their own feature alone")
def keep_to_own(context: Context, people: list[str]) -> None:
    side_by_side.keep_to_own(context.world, people)


@then("each of {people:People} has one run, one conversation and one name from the first event to the last")
def keep_identity(context: Context, people: list[str]) -> None:
    side_by_side.keep_identity(context.world, people)


@then("each of {people:People} saw the work move before any other's was done")
def moved_together(context: Context, people: list[str]) -> None:
    side_by_side.moved_together(context.world, people)


@then("the answers to {people:People} took less than {seconds:Count} seconds on average")
def mean_is_below(context: Context, people: list[str], seconds: int) -> None:
    side_by_side.mean_is_below(context.world, people, seconds)


@then("{person:Person}'s second question took more tools and more tokens than the first")
def second_took_more(context: Context, person: str) -> None:
    side_by_side.second_took_more(context.world, person)


@then("each agent of {person:Person}'s turned to the model once, and once more where it used tools")
def called_as_needed(context: Context, person: str) -> None:
    side_by_side.called_as_needed(context.world, person)


@then("each of {person:Person}'s answers adds figures that those before it had not")
def answers_add_figures(context: Context, person: str) -> None:
    substance.each_adds(asking.stories(context.world, person))


@then(
    "{person:Person}'s answer shows a saving of {target:Dollars} or more, which the records bear out and the run keeps"
)
def shows_saving(context: Context, person: str, target: int) -> None:
    paths.is_saved(context.world, person, target)
    paths.saving_is_kept(context.world, person)


@when('{person:Person} asks within {seconds:Span}, with the focus "{focus}": "{question}"')
def asks_by_rules(context: Context, person: str, seconds: int, focus: str, question: str) -> None:
    business_rules.asks_by_rules(context.world, person, question, seconds, focus)


@then('each agent that worked for {person:Person} knew the {seconds:Span} and the focus "{focus}"')
def rules_are_known(context: Context, person: str, seconds: int, focus: str) -> None:
    business_rules.are_known(context.world, person, seconds, focus)


@then("{person:Person}'s costs were analysed, though the question did not ask for it")
def costs_are_analysed(context: Context, person: str) -> None:
    business_rules.costs_are_analysed(context.world, person)
