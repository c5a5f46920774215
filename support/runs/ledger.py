"""The run's ledger: one entry for each selected scenario, from selection to its outcome.

run.json is written from it, and every other report from run.json. Hooks and the stack add what concerns the
run as a whole through ``current()``: problems, things left behind, promises that could not be checked.
"""

from __future__ import annotations

import shlex
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from behave.model import ScenarioOutline

from support.runs.outcomes import Outcome, Status, is_added
from support.settings import Settings
from support.value.scenario_ids import ScenarioIds, Titled
from support.value.waivers import Kind, Waivers

_NO_PART_OF_A_SCENARIO = frozenset({"reports", "shuffle", "evidence"})
"""The settings that make no difference to one scenario."""


class _Suite(Protocol):
    @classmethod
    def open(cls, settings: Any, launched: Any = ...) -> Self: ...


_Opened = TypeVar("_Opened", bound=_Suite)


@dataclass
class StepEntry:
    """A step as it stood in the feature, with its own status; for the reader of a report."""

    keyword: str
    name: str
    status: str
    line: int
    added: bool = False
    table: list[list[str]] | None = None
    text: str | None = None


@dataclass
class Entry:
    """One selected scenario."""

    scenario: Any = field(repr=False)
    """The behave Scenario; an outline's example is a scenario of its own."""
    id: str
    name: str
    feature: str
    file: str
    line: int
    rule: str | None
    capability: str
    tags: list[str]
    requirements: list[str]
    streams: list[str]
    outcome: Outcome | None = None
    began: float | None = None
    """time.monotonic() at the start; None while the scenario has not begun."""
    duration_s: float = 0.0
    evidence: list[str] = field(default_factory=list)
    """Files of evidence, relative to the reports folder."""
    cleanup_error: str | None = None
    spent: dict[str, int] = field(default_factory=dict)
    """How many accounts, conversations, questions and so on it made, by name."""

    @property
    def status(self) -> Status:
        """The status; not_run until the scenario was judged."""
        return Status.NOT_RUN if self.outcome is None else self.outcome.status

    @property
    def place(self) -> str:
        """file:line, as behave takes it on its command line."""
        return f"{self.file}:{self.line}"

    def steps(self) -> list[StepEntry]:
        """The scenario's steps, Background first, the added one last."""
        return [
            StepEntry(
                keyword=step.keyword.strip(),
                name=step.name,
                status=step.status.name,
                line=step.line,
                added=is_added(step),
                table=_cells(step.table),
                text=None if step.text is None else str(step.text),
            )
            for step in self.scenario.all_steps
        ]


@dataclass(frozen=True)
class NotChecked:
    """A promise that a passed scenario could not check, such as a short latency on a busy machine."""

    scenario: str
    """The scenario's id."""
    promise: str
    """The promise's name, such as received."""
    reason: str
    requirements: tuple[str, ...]
    """The rows that are not covered by this run because of it."""


@dataclass
class Ledger:
    """All that a run's reports are made from."""

    settings: Settings
    suite: Any = None
    """What before_all opened (support.world.Suite); None before, and where nothing could start."""
    whole: bool = False
    """True when nothing narrowed the selection: only then does a run say ship or hold."""
    scope: str = "Selected scenarios"
    """What the run was about, in words for the verdict."""
    commit: str | None = None
    """The commit of the suite; None outside a repository."""
    command: str = "behave"
    """The command line that started the run."""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    first_began: datetime | None = None
    """When the first scenario began; None while none has."""
    last_ended: datetime | None = None
    """When the last scenario had ended, its cleanup included; None before."""
    finished: datetime | None = None
    entries: list[Entry] = field(default_factory=list)
    start_failure: str | None = None
    """Why nothing could run; then every scenario is broken by this cause."""
    interrupted: str | None = None
    """What ended the run early, such as Ctrl-C; None for nothing."""
    launched: Any = None
    """What environment.py's hook ``launches`` has begun to start; the suite is opened with it."""
    problems: list[str] = field(default_factory=list)
    """Errors of the run that belong to no one scenario: a failed cleanup, a feature's hook."""
    left_behind: list[str] = field(default_factory=list)
    """Processes, folders, rows or keys that outlived the run and should not have."""
    not_checked: list[NotChecked] = field(default_factory=list)
    """Promises that this run could not check though their scenarios ran."""
    specified: frozenset[str] = frozenset()
    """The promises that some feature of the suite carries, selected or not."""
    proved: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The promises of which a scenario was seen to notice a defect, and those defects (support.runs.proof_register)."""
    by_tests: dict[str, bool] = field(default_factory=dict)
    """The promises of the suite itself, and whether its own tests prove them (support.value.suite_proof)."""
    waivers: Waivers = field(default_factory=Waivers)
    """What is known to be wrong at this target and let pass for a while."""
    allure_results: Path | None = None
    """Where the Allure results of this run lie; None in a dry run."""
    reported_by_workers: set[str] = field(default_factory=set)
    """The scenarios of a shared run of which Allure has the right result already."""
    latency_ms: dict[str, list[float]] = field(default_factory=dict)
    """Measured times in milliseconds by the promise's name."""
    promised_ms: dict[str, float] = field(default_factory=dict)
    """The promises themselves, in milliseconds."""

    @classmethod
    def of(cls, context: Any) -> Ledger:
        """The ledger of the run that a behave context belongs to; under stock behave's runner, a new one."""
        if not _current:
            open_ledger(cls(Settings.of_behave(context.config)))
        return _current[-1]

    def opens(self, suite: type[_Opened]) -> _Opened:
        """Open the suite with the run's settings and keep it: its target decides what can run."""
        opened = suite.open(self.settings) if self.launched is None else suite.open(self.settings, self.launched)
        self.suite = opened
        return opened

    def enter(self, scenarios: Iterable[Any], ids: ScenarioIds, root: Path) -> None:
        """Take in the selected scenarios; each gets its stable id as ``scenario.stable_id`` too."""
        for scenario in scenarios:
            entry = _entry(scenario, ids, root)
            scenario.stable_id = entry.id
            scenario.waiver = self.waivers.of(entry.id, Kind.EXPECTED_FAILURE, Kind.QUARANTINE)
            self.entries.append(entry)

    def entry(self, scenario: Any) -> Entry | None:
        """The entry of a behave scenario; None for one that was not selected."""
        return next((entry for entry in self.entries if entry.scenario is scenario), None)

    def counts(self) -> dict[str, int]:
        """The counts of run.json: selected is the sum of all but ``run``, which counts those that began."""
        by_status = Counter(entry.status for entry in self.entries)
        counts = {"selected": len(self.entries), "run": sum(1 for entry in self.entries if entry.began is not None)}
        return counts | {status.value: by_status[status] for status in Status}

    def overdue(self) -> dict[str, str]:
        """The waivers that fail this run, each in words, with the reason."""
        passed = [(entry.id, entry.requirements) for entry in self.entries if entry.status is Status.PASSED]
        today = (self.finished or self.started).date()
        return {str(waiver): reason for waiver, reason in self.waivers.overdue(passed, today)}

    def measure(self, name: str, milliseconds: float, promised_ms: float) -> None:
        """Keep one measured time of a promise, and the promise, both in milliseconds."""
        self.latency_ms.setdefault(name, []).append(milliseconds)
        self.promised_ms[name] = promised_ms

    def charge(self, scenario_id: str, spent: Mapping[str, int]) -> None:
        """Note what a scenario made and asked, by name."""
        for entry in self.entries:
            if entry.id == scenario_id:
                entry.spent = dict(spent)

    def leave_unchecked(self, scenario_id: str, promise: str, reason: str) -> None:
        """Note that a scenario could not check one of its promises; its rows are not covered by this run."""
        rows = next((entry.requirements for entry in self.entries if entry.id == scenario_id), [])
        self.not_checked.append(NotChecked(scenario_id, promise, reason, tuple(rows)))

    def repeats(self, entry: Entry) -> str:
        """The one command that runs a scenario again as it ran here."""
        settings = [
            f"-D {name}={shlex.quote(self.settings.written(name))}"
            for name in sorted(self.settings.sources)
            if name not in _NO_PART_OF_A_SCENARIO and not self.settings.sources[name].startswith("behave.ini")
        ]
        return " ".join(["behave", shlex.quote(entry.place), *settings])

    def begins_elsewhere(self, entry: Entry, at: str) -> None:
        """Note that a worker begins a scenario at that instant, in ISO 8601."""
        entry.began = time.monotonic()
        moment = datetime.fromisoformat(at)
        self.first_began = min(self.first_began or moment, moment)

    def ends_elsewhere(self, at: str) -> None:
        """Note that a worker has ended a scenario at that instant, in ISO 8601."""
        moment = datetime.fromisoformat(at)
        self.last_ended = max(self.last_ended or moment, moment)

    def begin(self, scenario: Any) -> None:
        """Note that a scenario begins now."""
        entry = self.entry(scenario)
        if entry is not None:
            entry.began = time.monotonic()
        self.first_began = self.first_began or datetime.now(UTC)


_current: list[Ledger] = []


def current() -> Ledger:
    """The ledger of the run in this process. Raises LookupError outside a run of GoldenPathRunner."""
    if not _current:
        raise LookupError("no run is under way in this process: GoldenPathRunner opens the ledger")
    return _current[-1]


def open_ledger(ledger: Ledger) -> None:
    """Make this ledger the current one; the runner calls it once per run."""
    _current[:] = [ledger]


def is_open() -> bool:
    """True when a run of GoldenPathRunner is under way in this process."""
    return bool(_current)


def title_of(scenario: Any, root: Path) -> tuple[Titled, str | None]:
    """A scenario's registered title, and the example's place such as 1.2 where it comes from an outline."""
    file = Path(scenario.filename).resolve()
    feature = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix()
    if isinstance(scenario.parent, ScenarioOutline) and scenario._row is not None:
        return Titled(feature, scenario.parent.name), str(scenario._row.id)
    return Titled(feature, scenario.name), None


def _entry(scenario: Any, ids: ScenarioIds, root: Path) -> Entry:
    title, example = title_of(scenario, root)
    tags = _tags(scenario)
    own_streams = _values(scenario.tags, "value.")
    parts = title.feature.split("/")
    return Entry(
        scenario=scenario,
        id=ids.of(title, example),
        name=scenario.name,
        feature=scenario.feature.name,
        file=title.feature,
        line=int(scenario.line),
        rule=_rule(scenario),
        capability=parts[-2] if len(parts) > 2 else Path(parts[-1]).stem,
        tags=tags,
        requirements=_values(tags, "req."),
        streams=own_streams or _values(tags, "value."),
    )


def _tags(scenario: Any) -> list[str]:
    """Own and inherited tags, the outermost first, each once."""
    levels: list[list[str]] = []
    place = scenario
    while place is not None:
        levels.insert(0, [str(tag) for tag in getattr(place, "tags", ()) if "<" not in str(tag)])
        place = getattr(place, "parent", None)
    return list(dict.fromkeys(tag for level in levels for tag in level))


def _values(tags: Iterable[Any], prefix: str) -> list[str]:
    return [str(tag).removeprefix(prefix) for tag in tags if str(tag).startswith(prefix)]


def _rule(scenario: Any) -> str | None:
    place = scenario.parent
    while place is not None:
        if getattr(place, "type", "") == "rule":
            return str(place.name)
        place = getattr(place, "parent", None)
    return None


def _cells(table: Any) -> list[list[str]] | None:
    if table is None:
        return None
    return [list(table.headings), *[list(row.cells) for row in table.rows]]
