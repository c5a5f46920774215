"""One embedded stack for all tests of this folder, and scenarios to play on it."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.settings import Settings
from support.wire.recording import Recording
from support.wire.tape import Tape
from support.world import Suite, World, replayed

Scenario = Callable[[World], None]


@dataclasses.dataclass
class Title:
    """A scenario as behave would have it."""

    stable_id: str
    name: str
    effective_tags: tuple[str, ...] = ()


@dataclasses.dataclass
class Player:
    """Plays a scenario live, or again from its transcript."""

    suite: Suite
    numbers: Iterator[int] = dataclasses.field(default_factory=itertools.count)

    def live(self, scenario: Scenario, *tags: str) -> tuple[str, BaseException | None]:
        """The scenario's id and what it raised."""
        title = Title(f"T-{next(self.numbers)}", scenario.__name__, tags)
        world = self.suite.world(title)
        try:
            return title.stable_id, _verdict(scenario, world)
        finally:
            world.close()

    def again(self, scenario_id: str, scenario: Scenario) -> BaseException | None:
        """What the scenario raises when it is replayed."""
        return replay(self.transcript(scenario_id), scenario)

    def transcript(self, scenario_id: str) -> Path:
        """Where its tape is."""
        return self.suite.settings.reports / "transcripts" / f"{scenario_id}.jsonl"


def replay(transcript: Path, scenario: Scenario) -> BaseException | None:
    """What the scenario raises when it is replayed from the transcript, with no service."""
    world = replayed(Recording.of(Tape.read(transcript)))
    try:
        return _verdict(scenario, world)
    finally:
        world.close()


def _verdict(scenario: Scenario, world: World) -> BaseException | None:
    try:
        scenario(world)
    except AssertionError as failure:
        return failure
    return None


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """The suite on its embedded stack."""
    reports = tmp_path_factory.mktemp("reports")
    opened = Suite.open(Settings.read(environment={}, defines=[("reports", str(reports)), ("patience", "4")]))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def player(suite: Suite) -> Player:
    """Plays scenarios on the suite's stack."""
    return Player(suite)
