"""behave's hooks: each hands over to support/. What a run is, and what its results mean, stands in support/runs."""

from behave.model import Scenario, Step
from behave.runner import Context

from support.actors.words import register_words
from support.runs.ledger import Ledger
from support.settings import Settings
from support.stack import Stack

register_words()


def launches(settings: Settings) -> Stack | None:
    """Ours, not behave's, and the first of all: the stack starts while steps and features are read."""
    return Stack.launched(settings)


def before_all(context: Context) -> None:
    from support.world import Suite  # noqa: PLC0415 - with all that it needs it takes longer than the stack's launch

    context.suite = Ledger.of(context).opens(Suite)


def before_scenario(context: Context, scenario: Scenario) -> None:
    context.world = context.suite.world(scenario)


def before_step(context: Context, step: Step) -> None:
    context.world.enters(step.step_type)


def after_scenario(context: Context, scenario: Scenario) -> None:
    context.world.close()


def after_all(context: Context) -> None:
    context.suite.close()
