"""What scenarios on the second stack do to services, and what its people meet; each replayed with no service."""

from __future__ import annotations

import dataclasses

import pytest

from support.actors import asking, conditions
from support.history.check import check
from support.runs.outcomes import NotPermitted
from support.targets.canon import Event, Reason
from support.wire.failures import PlatformFailure, StackBroken
from support.world import Suite, World
from tests.wire.conftest import Player, Scenario, Title

ASKED = "Where does our AI spend go?"


def ready(world: World) -> None:
    asking.brings_in(world, "Ada", "a few days of AI use")
    world.cast["Ada"].opens_tab().ready  # noqa: B018


def is_answered(world: World) -> None:
    ada = world.cast["Ada"]
    assert ada.follows(asking.asks(world, "Ada", ASKED), "outage").answer.text
    check(world)


def cache_stopped(world: World) -> None:
    ready(world)
    world.stack_control.stops("cache")
    is_answered(world)
    assert any(frame.degraded for frame in world.cast["Ada"].tab().frames())


def cache_unreachable(world: World) -> None:
    ready(world)
    world.stack_control.link("cache").blackholes()
    is_answered(world)


def cache_connections_reset(world: World) -> None:
    ready(world)
    world.stack_control.link("cache").resets()
    is_answered(world)


def database_slow(world: World) -> None:
    ready(world)
    world.stack_control.link("database").slows(0.002)
    is_answered(world)


def database_restarted(world: World) -> None:
    ready(world)
    world.stack_control.kills("database")
    world.cast["Ada"].starts_thread("While it is down").refused(Reason.UNAVAILABLE)
    world.stack_control.starts("database")
    is_answered(world)
    assert world.kept.messages(str(asking.latest(world, "Ada").thread_id))


def one_chat_process_killed(world: World) -> None:
    asking.brings_in(world, "Ada", "a few days of AI use")
    world.stack_control.kills("chat 1")
    ada = world.cast["Ada"]
    ada.opens_tab().ready  # noqa: B018
    ada.opens_tab("second").ready  # noqa: B018
    assert {tab.instance for tab in ada.opened_tabs} == {1}, "nobody is sent to a process that is down"
    is_answered(world)


def model_provider_stopped(world: World) -> None:
    ready(world)
    world.stack_control.stops("model provider")
    story = world.cast["Ada"].follows(asking.asks(world, "Ada", ASKED), "failure")
    assert story.ended.event is Event.FAILED
    assert story.problem is not None
    assert story.problem.next_step
    check(world)


def frozen_with_a_run(world: World) -> None:
    asking.brings_in(world, "Ada", "a few days of AI use")
    ada = world.cast["Ada"]
    ada.opens_tab(instance=1).ready  # noqa: B018
    world.faults.aims("latency", ada, seconds=0.9)
    question = ada.asks(ASKED, instance=0)
    ada.expects(conditions.started(question))
    world.stack_control.freezes("chat 1")
    story = ada.follows(question, "death")
    assert story.ended.event is Event.DIED
    world.stack_control.thaws("chat 1")
    ada.sees_nothing(conditions.part_of(question), since=story.ended.cursor)
    check(world)


def started_while_somebody_connects(world: World) -> None:
    ada = world.cast.signed_in("Ada")
    world.stack_control.stops("chat 1")
    world.stack_control.starts("chat 1", ready=False)
    tries = ada.keeps_connecting(0)
    assert tries[-1].ready.user_id == ada.account.id
    assert all(tab.fault is not None and tab.fault.kind == "refused" for tab in tries[:-1] if not tab.open)
    check(world)


SCENARIOS: tuple[Scenario, ...] = (
    cache_stopped, cache_unreachable, cache_connections_reset, database_slow, database_restarted,
    one_chat_process_killed, model_provider_stopped, frozen_with_a_run, started_while_somebody_connects,
)  # fmt: skip


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_it_passes_live_and_replayed_and_the_stack_is_healed(player: Player, scenario: Scenario) -> None:
    scenario_id, failure = player.live(scenario, "isolated")
    assert failure is None
    site = player.suite._second
    assert site is not None
    assert site.stack is not None
    assert site.spoilt is None
    assert not site.harmed
    assert [each.name for each in site.stack.controllers() if each.state != "running" or not each.alive] == []
    assert [service.name for service in site.stack.services.values() if service.state != "new" and service.ails()] == []
    assert player.again(scenario_id, scenario) is None


def test_the_second_stack_is_another_one_and_started_once(player: Player) -> None:
    targets = []

    def scenario(world: World) -> None:
        targets.append(world.target)

    for _ in range(2):
        player.live(scenario, "isolated")
    player.live(scenario)
    assert targets[0] is targets[1]
    assert targets[2] is player.suite.target
    assert not set(targets[0].chat_urls) & set(targets[2].chat_urls)
    assert len(player.suite.folders) == 2


def test_a_stack_that_cannot_be_healed_is_replaced(suite: Suite) -> None:
    first = suite._first
    own = Suite(suite.settings, first.target, first.stack)
    try:
        world = own.world(Title("T-spoilt", "spoilt", ("isolated",)))
        site = own._second
        assert site is not None
        assert site.stack is not None
        spoilt = site.stack.folder
        chat = site.stack.services["chat-1"]
        chat._command[:] = ["/bin/false"]
        world.stack_control.kills("chat 1")
        world.close()
        assert site.spoilt is not None
        assert site.spoilt.startswith("chat-1 should be running")
        again = own.world(Title("T-again", "again", ("isolated",)))
        assert again.cast.signed_in("Fay").whoami().ok
        again.close()
        assert own._second is not site
        assert not spoilt.exists()
    finally:
        if own._second is not None:
            own._second.close()


def test_only_an_isolated_scenario_breaks_services(player: Player) -> None:
    def scenario(world: World) -> None:
        with pytest.raises(LookupError, match="tag it @isolated"):
            world.stack_control.stops("cache")
        with pytest.raises(LookupError, match="tag it @isolated"):
            world.stack_control.link("database").slows(1)
        assert world.cast.signed_in("Fay").whoami().ok

    assert player.live(scenario)[1] is None


def test_a_target_of_somebody_else_s_has_no_second_stack(suite: Suite) -> None:
    other = Suite(suite.settings, dataclasses.replace(suite.target, may=frozenset()))
    try:
        assert not other.isolates
        with pytest.raises(NotPermitted, match="a stack of its own"):
            other.world(Title("T-other", "other", ("isolated",)))
        world = other.world(Title("T-other", "other"))
        with pytest.raises(NotPermitted, match="break services"):
            world.stack_control.kills("cache")
        world.close()
    finally:
        other.close()


def test_a_service_that_dies_by_itself_is_no_verdict_and_one_that_dies_of_harm_is(player: Player) -> None:
    def dies(world: World, harm: bool) -> None:
        fay = world.cast.signed_in("Fay")
        if harm:
            world.stack_control.link("cache").resets()
        assert world.site is not None
        assert world.site.stack is not None
        chat = world.site.stack.services["chat-1"]
        chat._signal(9)
        assert chat._process is not None
        chat._process.wait()
        fay.opens_tab(instance=0)

    with pytest.raises(StackBroken, match="the process behind it is dead"):
        player.live(lambda world: dies(world, harm=False), "isolated")
    _, failure = player.live(lambda world: dies(world, harm=True), "isolated")
    assert isinstance(failure, PlatformFailure)


def test_the_checkers_tell_of_a_service_that_died_of_harm(player: Player) -> None:
    def scenario(world: World) -> None:
        world.stack_control.link("cache").resets()
        assert world.site is not None
        assert world.site.stack is not None
        chat = world.site.stack.services["chat-2"]
        chat._signal(9)
        assert chat._process is not None
        chat._process.wait()
        check(world)

    _, failure = player.live(scenario, "isolated")
    assert "died: chat-2, to which nobody had done anything" in str(failure)


def test_logs_of_a_scenario_are_its_own(player: Player) -> None:
    logs: list[dict[str, str]] = []

    def scenario(world: World) -> None:
        assert "accounts" not in world.logs()
        world.cast.signed_in("Fay").whoami()
        logs.append(world.logs())

    player.live(scenario)
    assert "accounts" in logs[0]
    assert all(line.startswith("{") for line in logs[0]["accounts"].splitlines())
