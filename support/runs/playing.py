"""Recorded scenarios played again: the suite's own steps, in one process, on a virtual clock, with no service."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from behave.configuration import Configuration

from support.runs import added_step
from support.runs.ledger import Entry, Ledger
from support.runs.outcomes import CannotJudge, Status, is_added, plain_cause
from support.runs.proof_reach import scenario_hash
from support.runs.selection import scenarios_of
from support.runs.suite_reader import SuiteReader
from support.settings import Settings
from support.value.scenario_ids import ScenarioIds, ids_file
from support.wire.failures import Diverged, WrongShape
from support.wire.recording import Recording
from support.wire.replay import ReplayWire

if TYPE_CHECKING:
    from support.targets.dialect import Dialect
    from support.world import World

DIVERGED = "diverged"
"""How a step ends that asked for something that was never recorded; all other ends are a Status."""


@dataclass(frozen=True)
class Line:
    """One step of a scenario, with the function that it calls."""

    step: Any
    call: Callable[[Any], None]

    @property
    def kind(self) -> str:
        """given, when or then."""
        return str(self.step.step_type)

    @property
    def own(self) -> bool:
        """Whether it stands in the feature; the last one was added by the runner."""
        return not is_added(self.step)

    @property
    def place(self) -> str:
        """file:line."""
        return f"{self.step.filename}:{self.step.line}"

    @property
    def words(self) -> str:
        """As the feature has it."""
        return f"{self.step.keyword.strip()} {self.step.name}"


@dataclass(eq=False)
class Script:
    """One scenario of the suite, ready to be played: its steps are looked up once."""

    entry: Entry
    registry: Any = field(repr=False)
    _lines: list[Line] | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        """The stable id."""
        return self.entry.id

    @property
    def lines(self) -> Sequence[Line]:
        """Its steps, Background first, the added one last; a LookupError for a step that is not defined."""
        if self._lines is None:
            self._lines = [Line(step, self._call_of(step)) for step in self.entry.scenario.all_steps]
        return self._lines

    @property
    def thens(self) -> list[Line]:
        """The Thens of its own."""
        return [line for line in self.lines if line.own and line.kind == "then"]

    def hash(self) -> str:
        """Changes with whatever decides what the scenario checks."""
        return scenario_hash(self.entry.scenario, self.entry.requirements, self.registry)

    def _call_of(self, step: Any) -> Callable[[Any], None]:
        match = self.registry.find_match(step)
        if match is None:
            raise LookupError(f"{step.filename}:{step.line}: no step definition matches {step.keyword} {step.name}")
        arguments = [argument.value for argument in match.arguments if argument.name is None]
        named = {argument.name: argument.value for argument in match.arguments if argument.name is not None}
        return lambda context: match.func(context, *arguments, **named)


@dataclass(frozen=True)
class End:
    """How one step ended: a Status in lower case, or :data:`DIVERGED`."""

    line: Line
    how: str
    error: BaseException | None = None

    @property
    def says(self) -> str:
        """Why; empty for a passed one."""
        return "" if self.error is None else plain_cause(self.error)

    @property
    def red(self) -> bool:
        """Whether the step's own assertion failed: not the shape of an answer, which no step asserts."""
        return self.how == Status.FAILED and not isinstance(self.error, WrongShape)


@dataclass(frozen=True)
class Played:
    """One replay: the steps that were done, each with its end, and the world that they left."""

    ends: Sequence[End]
    world: World
    seconds: float
    used: frozenset[int]
    """The numbers of the entries of the recording that it came by."""

    @property
    def deciding(self) -> End | None:
        """The first step that did not pass."""
        return next((end for end in self.ends if end.how != Status.PASSED), None)

    @property
    def verdict(self) -> str:
        """The scenario's status, or :data:`DIVERGED`."""
        return Status.PASSED.value if self.deciding is None else self.deciding.how


class Repertoire:
    """The scenarios of the suite in this folder, read once."""

    def __init__(self, scripts: Sequence[Script], root: Path) -> None:
        self.scripts = scripts
        self.root = root

    @classmethod
    def read(cls) -> Repertoire:
        """Raises Refused for a suite that cannot be read."""
        runner = SuiteReader(Configuration([]))
        with runner.path_manager:
            runner.load_suite()
            written = [scenario for feature in runner.features for scenario in scenarios_of(feature)]
            ledger = Ledger(Settings())
            ledger.enter(written, ScenarioIds.read(ids_file(runner.root)), runner.root)
            added_step.add_to(written, runner.step_registry)
        return cls([Script(entry, runner.step_registry) for entry in ledger.entries], runner.root)

    def named(self, wanted: str) -> list[Script]:
        """Those of that stable id or name, or at that place: file:line, where the line may be any of the scenario's."""
        found = [script for script in self.scripts if wanted in _names(script)]
        return found or self._at(*wanted.removeprefix("./").rpartition(":")[::2])

    def _at(self, file: str, line: str) -> list[Script]:
        above = {script: script.entry.line for script in self.scripts if script.entry.file == file}
        began = max((began for began in above.values() if line.isdigit() and began <= int(line)), default=None)
        return [script for script, at in above.items() if at == began]


def play(
    script: Script,
    recording: Recording,
    *,
    every_then: bool = False,
    speaks: Callable[[Dialect], Dialect] = lambda dialect: dialect,
) -> Played:
    """Play a scenario from a recording of it. It ends with the first step that does not pass, as in a run.

    :param every_then: goes on after a Then that does not pass, with the next one.
    :param speaks: as for :func:`support.world.replayed`.
    """
    from support.world import replayed  # noqa: PLC0415 - it takes longer than reading the suite

    began = time.perf_counter()
    world = replayed(recording, speaks)
    ends: list[End] = []
    with contextlib.redirect_stdout(io.StringIO()), _awake():
        for line in script.lines:
            ends.append(_end_of(line, world))
            if ends[-1].how != Status.PASSED and not (every_then and line.kind == "then"):
                break
    assert isinstance(world.wire, ReplayWire), "a recording is played on the replayed wire"
    return Played(ends, world, time.perf_counter() - began, frozenset(world.wire.used))


@contextlib.contextmanager
def _awake() -> Iterator[None]:
    """A pause is no wait: nothing comes while a step sleeps on a virtual clock, so that it diverges."""
    sleep = time.sleep

    def refuses(seconds: Any) -> None:
        raise Diverged(f"a step sleeps for {seconds} s: let it wait for what is to come")

    time.sleep = refuses
    try:
        yield
    finally:
        time.sleep = sleep


def _end_of(line: Line, world: World) -> End:
    context = SimpleNamespace(world=world, table=line.step.table, text=line.step.text)
    try:
        world.enters(line.kind)
        line.call(context)
    except AssertionError as error:
        return End(line, Status.FAILED.value, error)
    except Diverged as error:
        return End(line, DIVERGED, error)
    except CannotJudge as error:
        return End(line, error.status.value, error)
    except Exception as error:
        return End(line, Status.BROKEN.value, error)
    return End(line, Status.PASSED.value)


def _names(script: Script) -> set[str]:
    entry = script.entry
    outline = entry.scenario.parent
    names = {entry.id, entry.name}
    if getattr(outline, "type", "") == "scenario_outline":
        names |= {outline.name, f"{entry.file}:{outline.line}", entry.id.partition(".")[0]}
    return names
