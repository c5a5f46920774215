"""A cast that the deployment has already: signed in from a pool of accounts, or given tokens."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from support.actors import conditions, records
from support.history.check import check
from support.runs.outcomes import NotPermitted, NotTestable
from support.targets.canon import Account
from support.targets.profile import Target
from support.world import Suite, World
from tests.wire.conftest import Player, Title


@dataclasses.dataclass
class Staff:
    """Accounts that were there before, and how a profile speaks of them."""

    suite: Suite
    people: dict[str, tuple[str, str, str]]
    accounts: dict[str, Account]

    def player(self, mode: str) -> Player:
        """Plays with a profile of that mode that allows nothing."""
        given: dict[str, dict[str, Any]] = {
            name: {"email": email, "password": password} if mode == "pool" else {"token": token}
            for name, (email, password, token) in self.people.items()
        }
        target = self.suite.target
        written = {
            "name": mode, "accounts_url": target.accounts_url, "chat_urls": list(target.chat_urls),
            "database_url": target.database_url, "declares": sorted(target.declares),
            "cast": {"mode": mode, "people": given},
        }  # fmt: skip
        settings = dataclasses.replace(self.suite.settings, reports=self.suite.settings.reports / mode)
        return Player(Suite(settings, Target.of_profile(written, mode)))


@pytest.fixture(scope="module")
def staff(suite: Suite) -> Iterator[Staff]:
    world = suite.world(Title("T-staff", "accounts that were there before"))
    actors = [world.cast.signed_in(name) for name in ("Ada", "Cleo")]
    yield Staff(
        suite,
        {actor.name: (actor.email, actor.password, actor.tokens.access) for actor in actors},
        {actor.name: actor.account for actor in actors},
    )
    world.close()


@pytest.mark.parametrize("mode", ["pool", "tokens"])
def test_a_cast_that_is_there_already_plays_and_replays(staff: Staff, mode: str) -> None:
    player = staff.player(mode)

    def asks(world: World) -> None:
        ada, cleo = world.cast.signed_in("Ada"), world.cast.signed_in("Cleo")
        assert ada.account == staff.accounts["Ada"]
        ada.imports(records.of_use("a few days of AI use", world.now(), {}, "seed")).value  # noqa: B018
        cleo.opens_tab().ready  # noqa: B018
        question = ada.asks("What do we spend?")
        assert ada.follows(question).answer.text
        cleo.sees_nothing(conditions.betraying(question, ada.account), since=question.cursor)
        check(world)

    scenario_id, failure = player.live(asks)
    assert failure is None
    assert player.again(scenario_id, asks) is None
    written = player.transcript(scenario_id).read_text(encoding="utf-8")
    assert not any(secret in written for _, password, token in staff.people.values()
                   for secret in (password, token.rpartition(".")[2]))  # fmt: skip
    player.suite.close()


def test_whoever_the_profile_does_not_name_cannot_be_judged(staff: Staff) -> None:
    player = staff.player("pool")
    with pytest.raises(NotTestable, match=r"\[cast\] of pool has nobody for Max"):
        player.live(lambda world: bool(world.cast.signed_in("Max")) and None)
    with pytest.raises(NotPermitted, match="does not allow it to create accounts"):
        player.live(lambda world: bool(world.cast["Max"].register()) and None)
    player.suite.close()
