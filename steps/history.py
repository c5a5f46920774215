"""The last step that the runner adds to every scenario."""

from behave import then
from behave.runner import Context

from support.history import check


@then("nobody saw what was not theirs, nothing was lost, doubled or out of order")
def history_is_clean(context: Context) -> None:
    check.check(context.world)
