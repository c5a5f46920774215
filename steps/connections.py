"""What a connection says and when."""

from behave import then
from behave.runner import Context

from support.targets.canon import Event


@then("the first thing that {person:Person} is told is that the connection is ready")
def first_is_ready(context: Context, person: str) -> None:
    first = context.world.cast[person].tab().first_frame
    assert first.event is Event.READY, f"the first frame is {first.words()}; expected that the connection is ready"


@then("the connection is {person:Person}'s own")
def connection_is_own(context: Context, person: str) -> None:
    actor = context.world.cast[person]
    ready = actor.tab().ready
    assert ready.user_id == actor.account.id, (
        f"the connection is of user {ready.user_id}; expected {person}'s {actor.account.id}"
    )
    assert ready.connection_id, "the connection has no id"
    assert ready.limits, f"{person} is not told the limits of the connection"


@then("{person:Person} is connected within the connection budget")
def is_connected_in_time(context: Context, person: str) -> None:
    tab = context.world.cast[person].tab()
    first = tab.first_frame
    context.world.budgets.keeps("connected", first.at - tab.opened_at, f"{person}'s connection", first)
