"""The behave runner of this suite, named in behave.ini: hooks cannot set the exit code, a runner can.

It selects and accounts for every scenario, adds the last step, lets behave run, and after every formatter and
reporter has closed writes the reports and decides the exit code (support.runs.gate).

The time to the first scenario is a promise. So environment.py may have a hook of ours, ``launches``, which begins to
start what the scenarios need, and is called before anything else is read; and what is not needed until then, this
module imports only where it is used.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import shlex
import sys
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from behave.runner import ModelRunner

from support.registers import registers_of
from support.runs import selection
from support.runs.exit_code import ALL_KEPT, COULD_NOT_RUN
from support.runs.ledger import Ledger, open_ledger
from support.runs.limit import Limit
from support.runs.outcomes import outcome_of, plain_cause
from support.runs.refused import Refused
from support.runs.suite_reader import SuiteReader
from support.runs.surroundings import Surroundings
from support.settings import Settings, SettingsError
from support.value.scenario_ids import ScenarioIds, ids_file
from support.value.waivers import Waivers

if TYPE_CHECKING:
    from support.evidence.keeper import Keeper

TALK = frozenset({"exchange", "connect", "send", "read", "ask"})
"""The kinds of a tape's entries (support.wire.tape) that reach the platform."""


class Launched(Protocol):
    """What the hook ``launches`` gives: support.stack.Stack."""

    def stop(self) -> None:
        """Ends all of it; safe at any time, twice too."""


class GoldenPathRunner(SuiteReader):
    """Runs the suite. Ends the process with the exit code 0, 1, 2 or 3 (see support.runs.exit_code)."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.ledger = Ledger(self.settings)
        self.keeper: Keeper | None = None
        """Who keeps the evidence of this run; None where none is wanted."""
        self.surroundings = Surroundings()
        self.wants_wip = False
        """Whether unfinished scenarios run too, though no tag names them."""
        self._narrowed_to: str | None = None
        self._launched: Launched | None = None
        self._start_failed: BaseException | None = None
        self._ended = False

    @ModelRunner.aborted.getter  # type: ignore[untyped-decorator]
    def aborted(self) -> bool:
        """Whether no further scenario may begin."""
        interrupted = self.interruption.by is not None and not self._ended
        return interrupted or bool(ModelRunner.aborted.fget(self))

    def run(self) -> bool:
        """Run, report, and leave with the exit code. Returns only from a dry run (False: nothing failed)."""
        try:
            self.interruption.listens()
            code = self._run()
        except Refused as refusal:
            print(refusal, file=sys.stderr)
            code = COULD_NOT_RUN
        except KeyboardInterrupt:  # before anything was selected: there is nothing to report
            code = COULD_NOT_RUN
        except Exception:
            traceback.print_exc()
            print("an error of the suite itself, shown above: it says nothing of the product", file=sys.stderr)
            code = COULD_NOT_RUN
        finally:
            self.interruption.closes()
            self._stops_launched()
        if self.config.dry_run and code == ALL_KEPT:
            return False
        sys.stdout.flush()
        sys.stderr.flush()
        raise SystemExit(code)

    def _run(self) -> int:
        try:
            self.settings = Settings.of_behave(self.config)
        except SettingsError as error:
            raise Refused(str(error)) from error
        self.limit = Limit(self.settings.scenario_limit)
        with self.path_manager:
            with self.interruption.heeds():
                selection.read_tags(self.config, self.tags)
                self.load_suite()
                self.refuse_faults()
            chosen = self._select()
            if self._shared:
                from support.runs.shared_run import refuse_few_accounts

                refuse_few_accounts(self.settings)
            if not self.config.dry_run:
                self._claim_reports()
            self._open_ledger(chosen)
            from support.runs.formatters import made_for  # after environment.py was loaded

            self.formatters = made_for(self.config, self.ledger)
            for reporter in self.config.reporters:
                # behave's figure counts from the end of the first feature; the gate prints the right one.
                reporter.show_duration = False
            self.run_model()
        if self.config.dry_run:
            return ALL_KEPT
        return self._close()

    # -- before the run

    def hooks_are_read(self) -> None:
        """Begin to start what the scenarios need, while everything else is read. A failure waits for before_all."""
        hook = self.hooks.get("launches")
        if hook is None or self.config.dry_run:
            return
        try:
            self._launched = hook(self.settings)
        except Exception as error:
            self._start_failed = error

    def _stops_launched(self) -> None:
        if self._launched is not None:
            self._launched.stop()

    def _select(self) -> list[Any]:
        from support.runs import narrowing, order

        if self.settings.shuffle:
            selection.shuffle(self.features, self.settings.shuffle)
        else:
            as_written = {feature.filename: place for place, feature in enumerate(self.features)}
            order.blockers_first(self.features, self.read_again)
        chosen = selection.select(self.features, self.config, with_wip=self.wants_wip)
        selection.require_some(chosen, self.features, self.config)
        chosen, self._narrowed_to = narrowing.narrow(chosen, self.settings, self.root)
        if not self.settings.shuffle:
            chosen.sort(key=lambda scenario: (as_written[scenario.filename], scenario.line))
        return chosen

    def _open_ledger(self, chosen: list[Any]) -> None:
        from support.report.commit import commit_of
        from support.runs import added_step

        root = self.root
        whole = selection.is_whole(self.config, str(root / "features")) and self._narrowed_to is None
        self.ledger = Ledger(self.settings, whole=whole, command=shlex.join(["behave", *sys.argv[1:]]))
        self.ledger.launched = self._launched
        self.ledger.commit = commit_of(root)
        self.ledger.scope = self._narrowed_to or selection.scope(self.config, self.tags, whole=whole)
        self.ledger.specified = self.specification.requirements()
        self.ledger.waivers = Waivers.read(registers_of(root), self.settings.target)
        self.ledger.enter(chosen, ScenarioIds.read(ids_file(root)), root)
        open_ledger(self.ledger)
        added_step.add_to(chosen, self.step_registry)
        for scenario in chosen:
            scenario.run = self._unless_interrupted(scenario.run)

    def _unless_interrupted(self, run: Any) -> Any:
        """A scenario's run that does not begin after an interruption, and ends its feature there, as a failure does
        with --stop."""

        def run_scenario(runner: Any) -> bool:
            return self.aborted or bool(run(runner)) or self.aborted

        return run_scenario

    def _claim_reports(self) -> None:
        from support.evidence.keeper import Keeper
        from support.runs.reports_folder import claimed

        claimed(self.settings.reports)
        keeper = Keeper(self.settings.reports)
        keeper.clears()
        self.keeper = keeper if self.settings.evidence else None

    # -- the run

    @property
    def _shared(self) -> bool:
        """Whether workers play the scenarios of this run."""
        return not self.config.dry_run and (self.settings.workers > 1 or self.settings.repeat > 1)

    def run_model(self, features: Any = None) -> bool:
        """Play the scenarios, or have them played by workers."""
        if not self._shared:
            return bool(super().run_model(features))
        from support.runs.shared_run import SharedRun

        stack: Any = self._launched
        self.ledger.suite = SharedRun(
            self.ledger, stack, self.interruption.heeds, stops=self.config.stop, quiet=bool(self.config.quiet)
        )
        if self._start_failed is not None:
            self.ledger.start_failure = plain_cause(self._start_failed)
        self.ledger.suite.plays()
        self._ended = True
        for formatter in self.formatters:
            formatter.close()
        for feature in self.features:
            for scenario in selection.scenarios_of(feature):
                if self.ledger.entry(scenario) is None:
                    scenario.mark_skipped()
        for reporter in self.config.reporters:
            for feature in self.features:
                reporter.feature(feature)
            reporter.end()
        return False

    def _begin(self, scenario: Any) -> None:
        self.ledger.begin(scenario)
        self.surroundings.notes()
        self.limit.begins()

    def run_hook(self, hook_name: str, *args: Any) -> bool:
        """Run one hook as behave does; a failed start is kept as the cause of every scenario."""
        if hook_name == "before_all":
            return self.config.dry_run or self._before_all()
        if hook_name == "after_all":
            return self._after_all()
        if self._start_failed is not None:
            return self._without_start(hook_name, args)
        if hook_name == "before_scenario":
            self._begin(args[0])
        if hook_name == "after_scenario":
            return self._after_scenario(args[0])
        return bool(super().run_hook(hook_name, *args))

    def _before_all(self) -> bool:
        from support.runs import prerequisites

        hook = self.hooks.get("before_all")
        self.context.on_cleanup_error = self._on_cleanup_error
        try:
            with self.interruption.heeds():
                if self._start_failed is not None:
                    raise self._start_failed
                if hook is not None:
                    with self.context.use_with_user_mode():
                        hook(self.context)
        except (Exception, KeyboardInterrupt) as error:
            self._start_failed = error
            if not isinstance(error, KeyboardInterrupt):
                self.ledger.start_failure = plain_cause(error)
                if not type(error).__module__.startswith("support."):
                    traceback.print_exc()
            # Nothing will happen that is worth a line on the console: the files alone record each scenario.
            self.formatters = [each for each in self.formatters if each.stream_opener.name]
            self.config.reporters.clear()
            return False
        target = getattr(self.ledger.suite, "target", None)
        if target is not None:
            isolates = getattr(self.ledger.suite, "isolates", True)
            prerequisites.decide(self.ledger.entries, target, self.tags, isolates=isolates)
        return True

    def _without_start(self, hook_name: str, args: tuple[Any, ...]) -> bool:
        """After a failed start every scenario is broken by that cause; no hook of the suite runs."""
        if hook_name != "before_scenario":
            return True
        scenario = args[0]
        scenario.hook_failed = True
        scenario.exception = self._start_failed
        scenario.error_message = self.ledger.start_failure
        self.ledger.begin(scenario)
        return False

    def _on_cleanup_error(self, context: Any, cleanup: Any, error: BaseException) -> None:
        """Called by behave for each cleanup that raised. The layer says whose it was."""
        layer = context._stack[0].get("@layer")
        cause = plain_cause(error)
        print(f"CLEANUP-ERROR in {getattr(cleanup, '__name__', cleanup)}: {cause}")
        scenario = getattr(context, "scenario", None) if layer == "scenario" else None
        entry = self.ledger.entry(scenario) if scenario is not None else None
        if entry is not None:
            entry.cleanup_error = cause
        else:
            self.ledger.problems.append(f"the cleanup of the {layer} failed: {cause}")

    def _after_scenario(self, scenario: Any) -> bool:
        """The hook, and evidence: before it the world is still open, after it a cleanup may have gone wrong."""
        self.limit.ends()
        if getattr(scenario, "interrupted_before", False):
            return True  # what the hook would close was never opened
        if self.interruption.by is not None and hasattr(self.ledger.suite, "gives_up"):
            self.ledger.suite.gives_up()
        scenario.silent = self._silent()
        self._look(scenario)
        passed = bool(super().run_hook("after_scenario", scenario))
        if scenario.hook_failed:
            self._look(scenario)
        self.surroundings.restores()
        return passed

    def _silent(self) -> bool:
        """Whether nothing went over the scenario's wire: then it cannot have examined anything."""
        tape: Any = getattr(getattr(getattr(self.context, "world", None), "wire", None), "tape", None)
        return tape is not None and not any(entry.kind in TALK for entry in tape.entries)

    def _look(self, scenario: Any) -> None:
        entry = self.ledger.entry(scenario)
        world: Any = getattr(self.context, "world", None)
        if self.keeper is None or entry is None or not hasattr(world, "wire"):
            return
        try:
            self.keeper.looks(entry, world)
        except Exception as error:
            self.ledger.problems.append(f"no evidence of {entry.name!r} could be kept: {plain_cause(error)}")

    def _after_all(self) -> bool:
        self.ledger.last_ended = datetime.now(UTC)
        passed = self._start_failed is not None or bool(super().run_hook("after_all"))
        self._stops_launched()
        self.ledger.interrupted = self.interruption.by
        self._ended = True
        return passed

    # -- after the run

    def _close(self) -> int:
        from support.runs import bounds, gate, remains
        from support.runs.proof_register import rows_proved
        from support.value import suite_proof

        self.interruption.closes()
        self.ledger.interrupted = self.interruption.by
        for entry in self.ledger.entries:
            if entry.outcome is None:
                entry.outcome = outcome_of(entry.scenario, entry.cleanup_error)
                entry.duration_s = float(entry.scenario.duration)
        if self.keeper is not None and not self._shared:
            self.keeper.finishes(self.ledger)
        self.ledger.problems += bounds.exceeded(self.ledger)
        for folder in getattr(self.ledger.suite, "folders", ()):
            self.ledger.left_behind += remains.left_in(folder)
        if self.settings.defect is None and self.settings.dead is None:
            proved = rows_proved(self.specification.features, self.step_registry, self.root)
            registers = registers_of(self.root)
            self.ledger.proved = {**proved, **suite_proof.proved_by(registers, self.root)}
            self.ledger.by_tests = suite_proof.proved(registers, self.root)
        return gate.close(self.ledger)
