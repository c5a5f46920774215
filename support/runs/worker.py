"""The runner of a worker: plays the scenarios that it was given, and tells its run, which reports and judges."""

from __future__ import annotations

from typing import Any

from support.evidence.keeper import Keeper
from support.runs.exit_code import ALL_KEPT
from support.runs.journal import Journal
from support.runs.ledger import Entry
from support.runs.lint import Specification
from support.runs.outcomes import outcome_of
from support.runs.runner import GoldenPathRunner


class WorkerRunner(GoldenPathRunner):
    """As every run, but its run has checked the suite, owns the folder of reports and writes every report."""

    journal: Journal

    def refuse_faults(self) -> None:
        self.specification = Specification(self.root, [], [])

    def _select(self) -> list[Any]:
        """Those that were given, by their places, also unfinished ones: they were chosen knowingly."""
        self.wants_wip = True
        return super()._select()

    def _claim_reports(self) -> None:
        self.keeper = Keeper(self.settings.reports) if self.settings.evidence else None

    def _open_ledger(self, chosen: list[Any]) -> None:
        super()._open_ledger(chosen)
        self.journal = Journal(self.settings.reports, self.settings.worker or "1/1")
        for entry in self.ledger.entries:
            entry.scenario.run = self._told(entry, entry.scenario.run)

    def _told(self, entry: Entry, run: Any) -> Any:
        def run_scenario(runner: Any) -> bool:
            failed = bool(run(runner))
            self.journal.ended(entry, outcome_of(entry.scenario, entry.cleanup_error), self.ledger)
            return failed

        return run_scenario

    def _begin(self, scenario: Any) -> None:
        super()._begin(scenario)
        if (entry := self.ledger.entry(scenario)) is not None:
            self.journal.begun(entry)

    def _close(self) -> int:
        self.interruption.closes()
        self.ledger.interrupted = self.interruption.by
        for entry in self.ledger.entries:
            entry.outcome = outcome_of(entry.scenario, entry.cleanup_error)
        if self.keeper is not None:
            self.keeper.finishes(self.ledger)
        self.journal.says(self.ledger, [str(each) for each in getattr(self.ledger.suite, "folders", ())])
        self.journal.done(self.ledger)
        return ALL_KEPT
