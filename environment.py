"""behave's hooks: each hands over to support/. What a run is, and what its results mean, stands in support/runs."""

from behave.model import Scenario, Step
from behave.runner import Context

from support.actors.words import register_words
from support.runs.ledger import Ledger
from support.world import Suite

register_words()


def before_all(context: Context) -> None:
    context.suite = Ledger.of(context).opens(Suite)


def before_scenario(context: Context, scenario: Scenario) -> None:
    context.world = context.suite.world(scenario)


def before_step(context: Context, step: Step) -> None:
    context.world.enters(step.step_type)


def after_scenario(context: Context, scenario: Scenario) -> None:
    context.world.close()


def after_all(context: Context) -> None:
    context.suite.close()
