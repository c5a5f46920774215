"""The runner of a proof's runs: as soon as enough is known of a defect, what is left of its scenarios is left out."""

from __future__ import annotations

from typing import Any

from support.runs.ledger import Entry
from support.runs.lint import Specification
from support.runs.outcomes import Outcome, Status, outcome_of
from support.runs.proof_inquiry import Inquiry
from support.runs.proof_verdict import UNNEEDED
from support.runs.runner import GoldenPathRunner


class ProofRunner(GoldenPathRunner):
    """As every run, until enough is known."""

    def refuse_faults(self) -> None:
        """Whoever asks for the run has linted the suite already."""
        self.specification = Specification(self.root, [], [])

    def _open_ledger(self, chosen: list[Any]) -> None:
        super()._open_ledger(chosen)
        inquiry = Inquiry.read(self.settings.reports)
        for entry in self.ledger.entries:
            entry.scenario.run = self._while_needed(entry, inquiry)

    def _while_needed(self, entry: Entry, inquiry: Inquiry) -> Any:
        run = entry.scenario.run

        def run_scenario(runner: Any) -> bool:
            if not inquiry.needs(entry.id):
                entry.scenario.decided_before = Outcome(Status.NOT_RUN, UNNEEDED)
                entry.scenario.mark_skipped()
                return bool(run(runner))
            failed = bool(run(runner))
            inquiry.learns(entry.id, outcome_of(entry.scenario))
            return failed

        return run_scenario
