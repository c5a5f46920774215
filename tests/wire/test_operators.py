"""What operators and odd clients do, against the embedded platform; each replayed with no service."""

from __future__ import annotations

import pytest

from support.actors import conditions
from support.history.check import check
from support.targets.canon import Notice, Reason
from support.world import World
from tests.wire.conftest import Player, Scenario


def looks_at_connections(world: World) -> None:
    max_, eli = world.cast.signed_in("Max"), world.cast.signed_in("Eli")
    for number in range(3):
        max_.opens_tab(f"tab {number}").ready  # noqa: B018
    eli.opens_tab().ready  # noqa: B018
    assert max_.account.organisation
    assert eli.account.organisation
    for instance in (0, 1):
        seen = world.cast["Sam"].connections(instance).value
        assert seen.of(max_.account.organisation.id) == 3
        assert seen.of(eli.account.organisation.id) == 1
        own = [item for item in seen.items if item.organisation_id == max_.account.organisation.id]
        assert {item.user_id for item in own} == {max_.account.id}
        assert len({item.instance for item in own}) == 2
    max_.connections().refused(Reason.FORBIDDEN)


def announces(world: World) -> None:
    max_, eli = world.cast.signed_in("Max"), world.cast.signed_in("Eli")
    max_.opens_tab().ready  # noqa: B018
    eli.opens_tab().ready  # noqa: B018
    assert max_.account.organisation
    told = world.cast["Sam"].announces("Tonight at ten", organisation=max_.account.organisation.id).value
    assert told.recipients == 1
    [frame] = max_.expects(conditions.notice("Tonight at ten"), within="at once")
    assert isinstance(frame.body, Notice)
    assert frame.body.id == told.id
    eli.sees_nothing(conditions.notice())
    eli.announces("Free for all", organisation=max_.account.organisation.id).refused(Reason.FORBIDDEN)
    check(world)


def measures(world: World) -> None:
    sam = world.cast["Sam"]
    assert sam.health().value.status == "healthy"
    assert sam.health("accounts").value.dependencies
    before = [metrics.connections or 0.0 for metrics in sam.metrics_of_chat()]
    world.cast.signed_in("Max").opens_tab(instance=1).ready  # noqa: B018
    after = [metrics.connections or 0.0 for metrics in sam.metrics_of_chat()]
    assert sum(after) > sum(before)
    assert all(metrics.memory for metrics in sam.metrics_of_chat())
    assert sam.metrics("accounts").value.memory


def reads_in_versions(world: World) -> None:
    max_ = world.cast.signed_in("Max")
    thread = max_.starts_thread("Versions").value
    max_.posts("Hello", thread.id).value  # noqa: B018
    for version in ("older", "newer"):
        reply = max_.messages(thread.id, version)
        assert reply.version == version
        assert [message.text for message in reply.value] == ["Hello"]
        assert thread.id in {each.id for each in max_.threads(version=version).value}
    assert max_.messages(thread.id).version == "newer"
    refusal = max_.threads(version="unknown").refused(Reason.UNSUPPORTED_VERSION)
    assert refusal.next_step


def opens_pages(world: World) -> None:
    max_ = world.cast.signed_in("Max")
    own, foreign = max_.page(world.target.allowed_origin or ""), max_.page("https://evil.example")
    assert own.reads().readable
    view = foreign.reads()
    assert not view.readable
    assert not view.asked_first.careless
    assert not foreign.reads_unasked().names("https://evil.example")
    tab = max_.opens_tab("foreign", origin="https://evil.example")
    assert tab.refusal is not None
    assert tab.refusal.reason is Reason.FORBIDDEN


def stays_idle(world: World) -> None:
    tab = world.cast.signed_in("Eli").opens_tab()
    ready = tab.first_frame
    [beat] = tab.expects(conditions.heartbeat(), within="heartbeat")
    world.budgets.keeps("heartbeat", beat.at - ready.at, "the heartbeat")
    tab.pings()
    tab.expects(conditions.pong(), within="at once")
    assert beat.seq is None


def meets_a_bad_network(world: World) -> None:
    max_ = world.cast.signed_in("Max")
    tab = max_.opens_tab(through="proxy")
    assert tab.ready.user_id == max_.account.id
    world.proxy.slows(0.05)
    sent = tab.pings()
    [pong] = tab.expects(conditions.pong(), within="at once")
    assert pong.at - sent.at >= 0.1
    world.proxy.mends()
    world.proxy.of(tab.channel).blackholes()
    sent = tab.pings()
    world.wire.wait("a quiet moment", lambda: bool(tab.frames(sent)), 0.1)
    assert not tab.frames(sent)
    world.proxy.of(tab.channel).mends()
    tab.expects(conditions.pong(), since=sent, within="at once")
    world.proxy.resets()
    assert tab.closed_within() == (1006, "")
    world.proxy.refuses()
    direct = max_.opens_tab("direct")
    assert direct.ready
    check(world)


SCENARIOS: tuple[Scenario, ...] = (
    looks_at_connections, announces, measures, reads_in_versions, opens_pages, stays_idle, meets_a_bad_network,
)  # fmt: skip


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_it_passes_live_and_replayed(player: Player, scenario: Scenario) -> None:
    scenario_id, failure = player.live(scenario)
    assert failure is None
    assert player.again(scenario_id, scenario) is None


def test_a_client_that_does_not_read_sees_nothing_until_it_reads_again(player: Player) -> None:
    def scenario(world: World) -> None:
        max_ = world.cast.signed_in("Max")
        mute, other = max_.opens_tab("mute"), max_.opens_tab("other")
        assert mute.ready
        assert other.ready
        mute.stops_reading()
        thread = max_.starts_thread("While it does not read").value
        other.expects(conditions.conversation_created(thread.id), within="at once")
        assert len(mute.frames()) == 1
        mute.reads_again()
        mute.expects(conditions.conversation_created(thread.id), within="at once")
        check(world)

    scenario_id, failure = player.live(scenario)
    assert failure is None
    assert player.again(scenario_id, scenario) is None
