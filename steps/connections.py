"""What a connection says and when."""

from behave import given, then, when
from behave.runner import Context

from support.actors import idling
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


@then("{person:Person}'s connection is closed because {closing:Closing}")
def is_closed_because(context: Context, person: str, closing: int) -> None:
    tab = context.world.facts.tabs[person][-1]
    code, reason = tab.closed_within()
    assert code == closing, f"{person}'s connection was closed with {code} {reason!r}; expected {closing}"
    assert reason, f"{person}'s connection was closed without a word"


@when("{person:Person} stays idle")
def stays_idle(context: Context, person: str) -> None:
    idling.begins(context.world, person)


@then("{person:Person} receives a heartbeat within the {budget:Budget} budget")
def receives_a_heartbeat(context: Context, person: str, budget: str) -> None:
    idling.receives_heartbeat(context.world, person, budget)


@then("a ping of {person:Person}'s is answered at once")
def ping_is_answered(context: Context, person: str) -> None:
    idling.ping_is_answered(context.world, person)


@then("neither counts as an event of {person:Person}'s")
def signs_of_life_are_no_events(context: Context, person: str) -> None:
    idling.counts_nothing(context.world, person)


@when("{person:Person} closes a tab")
def closes_a_tab(context: Context, person: str) -> None:
    context.world.cast[person].tab().closes()


@given("the first of {person:Person}'s tabs stops reading")
def stops_reading(context: Context, person: str) -> None:
    idling.stops_reading(context.world, person)


@when("{person:Person} writes until that tab is given up")
def writes_until_given_up(context: Context, person: str) -> None:
    idling.writes_until_given_up(context.world, person)


@then("the other tabs of {person:Person}'s received each message in order and without a pause")
def others_go_on(context: Context, person: str) -> None:
    idling.others_go_on(context.world, person)
