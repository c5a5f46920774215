"""Whose fault it is: the platform's when it is reachable and wrong, the stack's when a process has died by itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from support.settings import Settings
from support.wire.dead import WAYS, DeadPlatform
from support.wire.failures import PlatformFailure, StackBroken
from support.world import CleanupFailed, Suite, World
from tests.wire.conftest import Title


@pytest.fixture
def own_suite(tmp_path: object) -> Iterator[Suite]:
    """A suite with a stack of its own, to be broken."""
    opened = Suite.open(Settings.read(environment={}, defines=[("reports", str(tmp_path)), ("patience", "4")]))
    yield opened
    opened.close()


def test_a_process_that_died_by_itself_breaks_the_stack(own_suite: Suite) -> None:
    assert own_suite.stack is not None
    accounts = own_suite.stack.services["accounts"]
    world = own_suite.world(Title("T-died", "a process dies"))
    fay = world.cast.signed_in("Fay")
    assert accounts.pid is not None
    os.kill(accounts.pid, signal.SIGKILL)
    while accounts.alive:
        os.sched_yield()
    with pytest.raises(StackBroken, match=r"Fay opens the account: .* the process behind it is dead"):
        fay.whoami()
    with pytest.raises(CleanupFailed, match="Fay could not sign out"):
        world.close()


def test_an_address_where_nobody_listens_is_the_platforms_failure(own_suite: Suite) -> None:
    assert own_suite.stack is not None
    world = own_suite.world(Title("T-killed", "a scenario kills a process"))
    fay = world.cast.signed_in("Fay")
    own_suite.stack.services["accounts"].kill()
    with pytest.raises(PlatformFailure, match=r"expected an answer, got none \(refused\)"):
        fay.whoami()
    own_suite.stack.heal()
    world.close()


@pytest.mark.parametrize("way", WAYS)
def test_a_dead_platform_is_sound_in_every_given_and_dead_from_the_first_when_on(suite: Suite, way: str) -> None:
    dying = Suite(suite.settings, suite.target, dead=way)
    world: World = dying.world(Title(f"T-{way}", "a dead platform"))
    world.enters("given")
    fay = world.cast.signed_in("Fay")
    tab = fay.opens_tab()
    assert tab.ready.user_id == fay.account.id
    world.enters("when")
    with pytest.raises(PlatformFailure):
        fay.whoami()
    with pytest.raises(PlatformFailure):
        fay.opens_tab("second")
    with pytest.raises(PlatformFailure):
        fay.follows(tab.asks("Anybody there?"), within=0.05)
    world.close()
    dying.close()


def test_there_is_no_other_way_to_be_dead() -> None:
    with pytest.raises(ValueError, match="not 'asleep'"):
        DeadPlatform("asleep")
