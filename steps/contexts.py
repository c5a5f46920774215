"""Agents inside a conversation: what they are given of it, what they leave in it, and what they find out for it."""

from behave import given, then, when
from behave.runner import Context

from support.actors import asking, contexts, substance
from support.targets.canon import Reason


@when('{person:Person} asks in "{title:Title}": "{question}"')
def asks_in(context: Context, person: str, title: str, question: str) -> None:
    contexts.asks_in(context.world, person, title, question)


@given('{person:Person} was answered in "{title:Title}" on "{question}"')
def was_answered_in(context: Context, person: str, title: str, question: str) -> None:
    contexts.asks_in(context.world, person, title, question)
    assert asking.story(context.world, person).answer


@when('{person:Person} asks the {agent:Agent} agent in "{title:Title}": "{question}"')
def asks_agent_in(context: Context, person: str, agent: str, title: str, question: str) -> None:
    contexts.asks_in(context.world, person, title, question, agent)


@when('{person:Person} asks in {titles:Found} at the same moment: "{question}"')
def asks_in_each(context: Context, person: str, titles: list[str], question: str) -> None:
    contexts.asks_in_each(context.world, person, titles, question)


@given("{person:Person} prefers")
def prefers(context: Context, person: str) -> None:
    contexts.prefers(context.world, person, context.table)


@then("{person:Person} still prefers what she preferred")
def still_prefers(context: Context, person: str) -> None:
    contexts.still_prefers(context.world, person)


@then('everything that {person:Person} is told of the run is told in "{title:Title}"')
def told_in(context: Context, person: str, title: str) -> None:
    contexts.told_in(context.world, person, title)


@then('{person:Person}\'s run and its answer are kept in "{title:Title}", and "{other:Title}" is as it was before')
def kept_in(context: Context, person: str, title: str, other: str) -> None:
    contexts.kept_in(context.world, person, title, other)


@then('of "{title:Title}" only messages, activity and what was learned have changed')
def only_grew(context: Context, title: str) -> None:
    contexts.only_grew(context.world, title)


@then("{person:Person} is told on the connection that it is refused because of {reason:Refusal}")
def is_refused(context: Context, person: str, reason: Reason) -> None:
    contexts.is_refused(context.world, person, reason)


@then('no run is kept in "{title:Title}"')
def no_run_is_kept(context: Context, title: str) -> None:
    contexts.no_run_is_kept(context.world, title)


@then('the answer in "{title:Title}" recalls "{words:Title}" and not "{strange:Title}"')
def recalls_in(context: Context, title: str, words: str, strange: str) -> None:
    contexts.recalls(context.world, title, words, strange)


@then("{person:Person}'s answer recalls {other:Person}'s biggest cost driver")
def recalls_driver(context: Context, person: str, other: str) -> None:
    driver = contexts.biggest_driver(context.world, other)
    substance.recalls(asking.story(context.world, person).answer, driver)


@then("{person:Person}'s answer does not recall {other:Person}'s biggest cost driver")
def does_not_recall_driver(context: Context, person: str, other: str) -> None:
    driver = contexts.biggest_driver(context.world, other)
    substance.does_not_recall(asking.story(context.world, person).answer, driver)


@then('every agent at work for {person:Person} was given all that "{title:Title}" has on file')
def given_file(context: Context, person: str, title: str) -> None:
    contexts.given_file(context.world, person, title)


@then("every agent at work for {person:Person} was given what {other:Person} prefers")
def given_preferences(context: Context, person: str, other: str) -> None:
    contexts.given_preferences(context.world, person)


@then('the agents in "{title:Title}" were given nothing that only "{other:Title}" has on file')
def given_nothing_of(context: Context, title: str, other: str) -> None:
    contexts.given_nothing_of(context.world, title, other)


@then("each agent at work for {person:Person} was given what the agents before it had found")
def given_findings(context: Context, person: str) -> None:
    contexts.given_findings(context.world, person)


@then("{person:Person} hears of the run at least {count:Count} times")
def hears_often(context: Context, person: str, count: int) -> None:
    contexts.hears_often(context.world, person, count)


@then('"{title:Title}" still has on file all that it had, and {person:Person}\'s biggest cost driver')
def learned_driver(context: Context, title: str, person: str) -> None:
    contexts.learned_driver(context.world, person, title)
