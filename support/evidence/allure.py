"""Makes the stock Allure formatter complete, in place, so that the customer's own
``behave -f allure_behave.formatter:AllureFormatter -o DIR`` tells the truth.

Mended: scenarios under rules, their tables and docstrings; statuses (hook and cleanup errors are broken, not
passed or skipped; a scenario that could not be judged says why); scenarios that never began; labels, links,
stable ids; environment, executor and categories; secrets.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from traceback import format_exception
from typing import Any
from uuid import uuid4

import allure_behave.formatter as stock
from allure_behave.listener import AllureListener
from allure_commons import hookimpl
from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Attachment, StatusDetails, TestResult
from attr import asdict
from behave.formatter.base import StreamOpener

from support.evidence import allure_labels, allure_surroundings, kinds
from support.evidence.redaction import clean, clean_bytes, clean_in
from support.runs.ledger import Entry, Ledger, current
from support.runs.outcomes import Outcome, Status, outcome_of
from support.runs.selection import scenarios_of
from support.value.tags import TagDictionary

STATUS = {
    Status.PASSED: "passed",
    Status.FAILED: "failed",
    Status.FLAKY: "failed",
    Status.BROKEN: "broken",
    Status.NOT_TESTABLE: "broken",
    Status.NOT_OFFERED: "skipped",
    Status.NOT_PERMITTED: "skipped",
    Status.EXPECTED_FAILED: "skipped",
    Status.QUARANTINED: "skipped",
    Status.NOT_RUN: "unknown",
}
"""How Allure, which knows five statuses, shows each of ours."""

_SAID_FIRST = {
    Status.NOT_TESTABLE: "Not testable: ",
    Status.NOT_OFFERED: "Not offered: ",
    Status.NOT_PERMITTED: "Not permitted: ",
    Status.EXPECTED_FAILED: "Expected to fail: ",
    Status.QUARANTINED: "In quarantine: ",
    Status.NOT_RUN: "Not run: ",
}
"""What a result's message begins with; the categories go by it."""


class CleanFileLogger(AllureFileLogger):
    """Writes result files without secrets."""

    def _report_item(self, item: Any) -> None:
        data = clean_in(asdict(item, filter=lambda _, value: bool(value) or value is False))
        path = self._report_dir / item.file_pattern.format(prefix=uuid4())
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    @hookimpl
    def report_attached_data(self, body: str | bytes, file_name: str) -> None:
        """Keep an attachment made of text or bytes."""
        data = body.encode() if isinstance(body, str) else body
        (self._report_dir / file_name).write_bytes(clean_bytes(data))

    @hookimpl
    def report_attached_file(self, source: Any, file_name: str) -> None:
        """Keep an attachment copied from a file."""
        (self._report_dir / file_name).write_bytes(clean_bytes(Path(source).read_bytes()))


class CompleteListener(AllureListener):  # type: ignore[misc]
    """Turns behave's events into results: one for each selected scenario, none for the others."""

    def __init__(self, behave_config: Any) -> None:
        super().__init__(behave_config)
        self.current_step_uuid: str | None = None
        self.current_scenario_uuid: str | None = None
        self.tags = TagDictionary.standard()
        self.reported: set[str] = set()
        """Ids of the scenarios that have a result."""

    def start_scenario(self, scenario: Any) -> None:
        """A scenario begins. One that was not selected gets no result."""
        entry = current().entry(scenario)
        if entry is not None:
            self.group_context.enter()
            self._schedule(entry)

    def stop_scenario(self, scenario: Any) -> None:
        """A scenario has ended, its hooks and cleanups included: now its status is final."""
        entry = current().entry(scenario)
        if entry is None:
            return
        self.flush_steps()
        outcome = outcome_of(scenario, entry.cleanup_error)
        self._finish(entry, outcome, exception=_exception_of(scenario))
        self.group_context.exit()

    def report_unbegun(self, ledger: Ledger) -> None:
        """Results for the selected scenarios that behave never came to, so that selected equals reported."""
        for entry in ledger.entries:
            if entry.id not in self.reported | ledger.reported_by_workers:
                self._schedule(entry)
                self._finish(entry, entry.outcome or outcome_of(entry.scenario, entry.cleanup_error))

    def stop_behave_step(self, result: Any) -> None:
        """A step has ended. An error in a hook around it is the suite's, an AssertionError too."""
        uuid = self.current_step_uuid
        step = self.logger.get_item(uuid)
        super().stop_behave_step(result)
        if result.status.name == "hook_error" and step is not None:
            step.status = "broken"

    def _schedule(self, entry: Entry) -> None:
        self.current_scenario_uuid = str(uuid4())
        result = TestResult(uuid=self.current_scenario_uuid, start=_now())
        allure_labels.describe(result, entry, self.tags)
        self.logger.schedule_test(self.current_scenario_uuid, result)

    def _finish(self, entry: Entry, outcome: Outcome, exception: BaseException | None = None) -> None:
        result = self.logger.get_test(self.current_scenario_uuid)
        result.stop = _now()
        result.status = STATUS[outcome.status]
        if outcome.status is not Status.PASSED:
            result.description += f"\n\nRun it again: `{current().repeats(entry)}`"
            message = _SAID_FIRST.get(outcome.status, "") + (outcome.cause or "no cause given")
            result.statusDetails = StatusDetails(
                message=message,
                trace=_trace(exception),
                known=True if outcome.status is Status.EXPECTED_FAILED else None,
                flaky=True if outcome.status is Status.FLAKY else None,
            )
        for file in entry.evidence:
            kind = kinds.kind_of(file)
            if kind is not None:
                source = kinds.attached_as(file, entry.id)
                result.attachments.append(Attachment(name=kind.title, source=source, type=kind.media_type))
        self.reported.add(entry.id)
        self.logger.close_test(self.current_scenario_uuid)
        self.group_context.append_test(self.current_scenario_uuid)
        self.current_step_uuid = None
        self.current_scenario_uuid = None


def mend() -> None:
    """Mend the stock classes. Call it before behave makes its formatters; a second call does nothing."""
    formatter = stock.AllureFormatter
    if stock.AllureListener is CompleteListener:
        return
    stock.AllureListener = CompleteListener
    stock.AllureFileLogger = CleanFileLogger
    formatter.feature = _feature
    stock_close = formatter.close

    @wraps(stock_close)
    def close(self: Any) -> None:
        ledger = current()
        if ledger.settings.worker is not None:
            stock_close(self)
            return  # what concerns the whole run is told once, by the run
        self.listener.report_unbegun(ledger)
        for problem in ([ledger.start_failure] if ledger.start_failure else []) + ledger.problems:
            self.listener.logger.global_error(message=clean(problem))
        allure_surroundings.write(Path(self.file_logger._report_dir), ledger)
        stock_close(self)

    formatter.close = close


def add_formatter(formatters: list[Any], config: Any, folder: Path) -> Path:
    """Add an Allure formatter that writes to a folder, emptied before, unless the user gave one.

    :returns: the folder where the results of this run lie.
    """
    given = [each for each in formatters if isinstance(each, stock.AllureFormatter)]
    if given:
        return Path(given[0].file_logger._report_dir)
    if folder.is_dir():
        for path in folder.iterdir():
            if path.is_file():
                path.unlink()
    formatters.insert(0, stock.AllureFormatter(StreamOpener(filename=str(folder)), config))
    return folder


def _feature(formatter: Any, feature: Any) -> None:
    """Called by behave when a feature begins, in place of the stock method, which overlooks rules."""
    for scenario in scenarios_of(feature):
        scenario.run = _watched(scenario, scenario.run, formatter.listener)


def _watched(scenario: Any, run: Callable[[Any], bool], listener: CompleteListener) -> Callable[[Any], bool]:
    """A scenario's run between the start and the end of its result.

    Only around it all is the status final: behave sets it last for a cleanup that failed.
    """

    def watched(runner: Any) -> bool:
        listener.start_scenario(scenario)
        try:
            return run(runner)
        finally:
            listener.stop_scenario(scenario)

    return watched


def _now() -> int:
    """Milliseconds since the epoch, as Allure counts."""
    return time.time_ns() // 1_000_000


def _exception_of(scenario: Any) -> BaseException | None:
    places = [*scenario.all_steps, scenario]
    return next((place.exception for place in places if place.exception is not None), None)


def _trace(exception: BaseException | None) -> str | None:
    return None if exception is None else "".join(format_exception(exception))
