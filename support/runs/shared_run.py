"""A run whose scenarios are shared out to workers, or played several times: one stack, one ledger, one report."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from behave.model_type import Status as BehaveStatus  # what a step has, beside our Status of a scenario

from support.evidence.allure import STATUS
from support.report import experience
from support.report.progress import Console
from support.runs import crew, deal, remains
from support.runs.crew import Crew
from support.runs.journal import Told
from support.runs.ledger import Entry, Ledger
from support.runs.outcomes import Outcome, Status, plain_cause
from support.runs.refused import Refused
from support.settings import Settings, SettingsError
from support.stack.errors import StackError
from support.stack.ground import clear_folder
from support.stack.lent import lend
from support.targets.profile import Target, named
from support.value.sentence import plural

_RED = frozenset({Status.FAILED, Status.BROKEN, Status.NOT_TESTABLE})


class Stack(Protocol):
    """The stack that environment.py's hook has launched: support.stack.stack.Stack."""

    @property
    def folder(self) -> Path:
        """Its run folder."""

    def wait_ready(self) -> Any:
        """Waits until every process is ready."""

    def begin_late(self) -> None:
        """Starts what is started on first use."""

    def stop(self) -> None:
        """Ends all of it."""


class SharedRun:
    """What stands in for the suite in a run that plays no scenario itself (``ledger.suite``)."""

    def __init__(
        self, ledger: Ledger, stack: Stack | None, heeds: Callable[[], Any], *, stops: bool, quiet: bool = False
    ) -> None:
        """
        :param stack: launched already; None where the target is somebody else's.
        :param heeds: as of support.runs.interruption.Interruption.
        :param stops: whether the first red scenario ends the run.
        :param quiet: whether only failures are told.
        """
        self._quiet = quiet
        self._console: Console | None = None
        self.folders: list[Path] = []
        """Run folders of stacks that this run has started, to be looked at when all of them have stopped."""
        self._ledger = ledger
        self._stack = stack
        self._heeds = heeds
        self._crew = Crew(ledger, None, stops, heeds, self._ends)
        self._told: dict[str, list[Told]] = {}

    @property
    def defect_reached(self) -> bool | None:
        """Whether the defect of the settings was ever used."""
        return self._crew.defect_reached

    def plays(self) -> None:
        """Play every scenario as often as the settings say, and judge it. An interruption ends it and is not raised."""
        settings = self._ledger.settings
        try:
            self._waits_for_stack()
            settings = self._ledger.settings
            # Where one line is not written over and over, features that take turns would fill the console.
            quiet = self._quiet or not sys.stdout.isatty()
            self._console = Console.of(
                self._ledger, sys.stdout, quiet=quiet, turns=settings.repeat, hands=settings.workers
            )
            seconds = experience.seconds(settings.reports)
            for turn in range(settings.repeat):
                if turn:
                    self._keeps_evidence(turn)
                for hands in deal.rounds(self._ledger.entries, settings.workers, seconds):
                    self._crew.plays(hands, settings.workers)
        except StackError as error:
            self._ledger.start_failure = plain_cause(error)
        except KeyboardInterrupt:
            pass  # what did not run is told as not run
        finally:
            if self._console is not None:
                self._console.closes()
            self._clears_up()
        for entry in self._ledger.entries:
            entry.outcome = self._judges(entry)
        self._mends_allure()

    def _judges(self, entry: Entry) -> Outcome:
        """What became of a scenario, over all turns; behave's own model of it is put right too."""
        told = self._told.get(entry.id)
        if not told:
            if self._ledger.start_failure is not None:
                return Outcome(Status.BROKEN, self._ledger.start_failure)
            return Outcome(Status.NOT_RUN, "the run ended before this scenario began")
        final = crew.combined(told)
        entry.duration_s = final.seconds
        for step, name in zip(entry.scenario.all_steps, final.steps, strict=False):
            step.status = BehaveStatus.from_name(name)
        entry.scenario.set_status(BehaveStatus.from_name(final.behave))
        return final.outcome

    # -- the stack

    def _waits_for_stack(self) -> None:
        if self._stack is not None:
            with self._heeds():
                self._stack.wait_ready()
                with contextlib.suppress(StackError):  # then the scenarios that need it say so
                    self._stack.begin_late()  # a worker cannot: the stack is not its own
            self.folders.append(self._stack.folder)
            self._crew.lent = lend(self._stack)

    def _clears_up(self) -> None:
        for folder in self._crew.folders:  # a worker that was killed could not clear up after itself
            if remains.left_in(folder):
                clear_folder(folder)
        if self._stack is not None:
            self._stack.stop()
        reports = self._ledger.settings.reports
        crew.clears(reports, keep_consoles=any(told.outcome.status is Status.BROKEN for told in self._all_told()))

    def _all_told(self) -> list[Told]:
        return [each for told in self._told.values() for each in told]

    def _ends(self, entry: Entry, told: Told) -> None:
        self._told.setdefault(entry.id, []).append(told)
        if self._console is not None:
            self._console.begins(entry)
            self._console.ended(entry, told.outcome, told.seconds)
        played = len(self._all_told())
        total = len(self._ledger.entries) * self._ledger.settings.repeat
        tenth = played * 10 // total > (played - 1) * 10 // total
        if tenth and not self._quiet and not sys.stdout.isatty():
            red_ones = sum(each.outcome.status in _RED for each in self._all_told())
            print(f"{played} of {total} scenarios, {red_ones} of them red", flush=True)

    # -- what several turns leave

    def _keeps_evidence(self, turn: int) -> None:
        """A turn writes over what the one before has left: of what was red, that is kept aside."""
        reports = self._ledger.settings.reports
        for entry in self._ledger.entries:
            told = self._told.get(entry.id, [])
            if told and told[-1].outcome.status is not Status.PASSED:
                for file in entry.evidence:
                    if (reports / file).is_file():
                        aside = reports / "evidence" / f"turn-{turn}" / Path(file).name
                        aside.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(reports / file, aside)

    def _mends_allure(self) -> None:
        """Of several results of one scenario the one remains that says what the run says: a scenario that was played
        again, because a worker had died or because it was to be repeated, has one for each time."""
        folder = self._ledger.allure_results
        if folder is None:
            return
        results: dict[str, list[tuple[Path, dict[str, Any]]]] = {}
        for path in folder.glob("*-result.json"):
            result = json.loads(path.read_text(encoding="utf-8"))
            identity = next((each["value"] for each in result["labels"] if each["name"] == "scenario"), "")
            results.setdefault(identity, []).append((path, result))
        for entry in self._ledger.entries:
            if not (found := results.get(entry.id)):
                continue
            status = entry.status
            found.sort(key=lambda each: (each[1].get("status") != STATUS[status], each[1].get("start", 0)))
            path, result = found[0]
            if result.get("status") == STATUS[status] or status is Status.FLAKY:
                if status is Status.FLAKY:
                    result["statusDetails"] = result.get("statusDetails", {}) | {"flaky": True}
                    path.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
                found = found[1:]
                self._ledger.reported_by_workers.add(entry.id)
            for path, _ in found:
                path.unlink()


def refuse_few_accounts(settings: Settings) -> None:
    """Workers that share an account would get in each other's way. Raises Refused."""
    if settings.target == "embedded":
        return
    try:
        people = Target.of_file(named(settings.target)).cast.people
    except SettingsError as error:
        raise Refused(str(error)) from error
    for name, members in people.items():
        if len(members) < settings.workers:
            raise Refused(
                f"the [cast] of the target has {plural(len(members), 'account')} for {name}, but"
                f" {settings.workers} workers would need one each: take fewer workers or add some"
            )
