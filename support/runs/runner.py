"""The behave runner of this suite, named in behave.ini: hooks cannot set the exit code, a runner can.

It selects and accounts for every scenario, adds the last step, lets behave run, and after every formatter and
reporter has closed writes the reports and decides the exit code (support.runs.gate).
"""

from __future__ import annotations

import shlex
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from behave.exception import ConfigError
from behave.parser import ParserError
from behave.runner import Context, Runner, the_step_registry
from behave.runner_util import parse_features
from behave.step_registry import AmbiguousStep
from behave.tag_expression import TagExpressionProtocol
from behave.tag_expression.parser import TagExpressionError

from support.evidence import allure
from support.evidence.keeper import Keeper
from support.registers import registers_of
from support.report.commit import commit_of
from support.runs import added_step, gate, lint, lint_waivers, prerequisites, remains, selection
from support.runs.leaving_out import LeavingOut, hook_leaving_out
from support.runs.ledger import Ledger, open_ledger
from support.runs.lint import Specification
from support.runs.outcomes import outcome_of, plain_cause
from support.runs.proof_register import rows_proved
from support.runs.reports_folder import InUse, claim
from support.settings import Settings, SettingsError
from support.value.scenario_ids import ScenarioIds, ids_file
from support.value.tags import TagDictionary
from support.value.waivers import Waivers


class Refused(Exception):  # noqa: N818 - it names what happened
    """The run cannot take place. The message is one clear line, or one per finding; exit code 2."""


class GoldenPathRunner(Runner):  # type: ignore[misc]
    """Runs the suite. Ends the process with the exit code 0, 1, 2 or 3 (see support.runs.gate)."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.settings = Settings()
        self.ledger = Ledger(self.settings)
        self.tags = TagDictionary.standard()
        self.specification: Specification
        self._start_failed: BaseException | None = None
        self.keeper: Keeper | None = None
        """Who keeps the evidence of this run; None where none is wanted."""

    def run(self) -> bool:
        """Run, report, and leave with the exit code. Returns only from a dry run (False: nothing failed)."""
        try:
            code = self._run()
        except Refused as refusal:
            print(refusal, file=sys.stderr)
            code = gate.COULD_NOT_RUN
        except Exception:
            traceback.print_exc()
            print("an error of the suite itself, shown above: it says nothing of the product", file=sys.stderr)
            code = gate.COULD_NOT_RUN
        if self.config.dry_run and code == gate.ALL_KEPT:
            return False
        sys.stdout.flush()
        sys.stderr.flush()
        raise SystemExit(code)

    def _run(self) -> int:
        try:
            self.settings = Settings.of_behave(self.config)
        except SettingsError as error:
            raise Refused(str(error)) from error
        self._read_tags()
        with self.path_manager:
            self.load_suite()
            self._refuse_faults()
            chosen = self._select()
            if not self.config.dry_run:
                self._claim_reports()
            self._open_ledger(chosen)
            self.formatters = self._make_formatters()
            for reporter in self.config.reporters:
                # behave's figure counts from the end of the first feature; the gate prints the right one.
                reporter.show_duration = False
            self.run_model()
        if self.config.dry_run:
            return gate.ALL_KEPT
        return self._close()

    # -- before the run

    def _read_tags(self) -> None:
        """Read --tags as written; behave.ini says why behave has not done so."""
        self.config.tag_expression_protocol = TagExpressionProtocol.DEFAULT
        try:
            self.config.setup_tag_expression()
        except TagExpressionError as error:
            written = selection.written(self.config.tags)
            wrong = str(error).splitlines()[0].removeprefix("Syntax error. ").rstrip(".")
            raise Refused(
                f"--tags: {written!r} is no tag expression: {wrong}: write it like '@golden_path and not @isolated'"
            ) from error

    def load_suite(self) -> None:
        """Read environment.py, the steps and the selected features. Raises Refused with one line."""
        try:
            self.setup_paths()
            self.context = Context(self)
            self.load_hooks()
            # behave leaves out a hook that environment.py lacks; the ledger needs to see each scenario begin.
            self.hooks["before_scenario"] = hook_leaving_out(self.hooks.get("before_scenario", _nothing))
            self.hooks.setdefault("after_scenario", _nothing)
            self.load_step_definitions()
            locations = [place for place in self.feature_locations() if not self.config.exclude(place)]
            self.features.extend(parse_features(locations, language=self.config.lang))
        except ParserError as error:
            place = f"{error.filename}:{error.line}"
            raise Refused(_one_line(f"{place}: cannot be read as a feature: {error}")) from error
        except AmbiguousStep as error:
            raise Refused(_one_line(f"two step definitions with one wording: {error}")) from error
        except UnicodeDecodeError as error:
            raise Refused(f"a feature file is not UTF-8 text: {error}: save it as UTF-8") from error
        except (ConfigError, OSError) as error:
            raise Refused(_one_line(f"{error}: give a folder of features, a file or file:line")) from error
        except Exception as error:
            cause = _one_line(plain_cause(error))
            raise Refused(f"{_where(error)}: {cause}: the steps cannot be loaded, correct them") from error
        self.step_registry = LeavingOut(the_step_registry)

    def _refuse_faults(self) -> None:
        """Lint all features of the suite, also those not selected: a mistyped tag hides a scenario."""
        self.specification = Specification.read(self.root)
        unknown = [
            f"--tags: {objection}"
            for tag in selection.tags_of_expression(self.config.tag_expression)
            if (objection := self.tags.objection_in_expression(tag))
        ]
        if unknown:
            raise Refused("\n".join(unknown))
        try:
            ids = ScenarioIds.read(ids_file(self.root))
            found = lint_waivers.check(self.specification, ids, registers_of(self.root))
        except ValueError as error:
            raise Refused(_one_line(str(error))) from error
        found += lint.check(self.specification, self.tags, self.step_registry)
        faults = lint.refusing(sorted(found))
        if faults:
            raise Refused("\n".join(str(fault) for fault in faults))

    @property
    def root(self) -> Path:
        """The folder that holds features/, steps/ and environment.py."""
        return Path(self.base_dir).resolve()

    def _select(self) -> list[Any]:
        if self.settings.shuffle:
            selection.shuffle(self.features, self.settings.shuffle)
        chosen = selection.select(self.features, self.config)
        try:
            selection.require_some(chosen, self.features, self.config)
        except selection.NothingSelected as error:
            raise Refused(str(error)) from error
        return chosen

    def _open_ledger(self, chosen: list[Any]) -> None:
        root = self.root
        self.ledger = Ledger(
            self.settings,
            whole=selection.is_whole(self.config, str(root / "features")),
            command=shlex.join(["behave", *sys.argv[1:]]),
        )
        self.ledger.commit = commit_of(root)
        self.ledger.scope = selection.scope(self.config, self.tags, whole=self.ledger.whole)
        self.ledger.specified = self.specification.requirements()
        self.ledger.waivers = Waivers.read(registers_of(root), self.settings.target)
        self.ledger.enter(chosen, ScenarioIds.read(ids_file(root)), root)
        open_ledger(self.ledger)
        added_step.add_to(chosen, self.step_registry)

    def _claim_reports(self) -> None:
        folder = self.settings.reports
        try:
            claim(folder)
        except InUse as error:
            raise Refused(str(error)) from error
        except OSError as error:
            raise Refused(f"reports cannot be written to {folder} ({error.strerror}): -D reports=FOLDER") from error
        keeper = Keeper(folder)
        keeper.clears()
        self.keeper = keeper if self.settings.evidence else None

    def _make_formatters(self) -> list[Any]:
        from behave.formatter._registry import make_formatters  # noqa: PLC0415 - after environment.py was loaded

        allure.mend()
        if self.config.dry_run:
            return list(make_formatters(self.config, self.config.outputs))
        if len([name for name in self.config.format if name.endswith(":AllureFormatter")]) > 1:
            raise Refused("two Allure formatters in one run write into each other: give one Allure formatter")
        try:
            formatters = list(make_formatters(self.config, self.config.outputs))
        except (LookupError, ImportError, ValueError) as error:
            raise Refused(f"formatter {plain_cause(error)} is not known: see behave --format=help") from error
        folder = self.settings.reports / "allure-results"
        self.ledger.allure_results = allure.add_formatter(formatters, self.config, folder)
        return formatters

    # -- the run

    def run_hook(self, hook_name: str, *args: Any) -> bool:
        """Run one hook as behave does; a failed start is kept as the cause of every scenario."""
        if hook_name == "before_all":
            return self.config.dry_run or self._before_all()
        if self._start_failed is not None:
            return self._without_start(hook_name, args)
        if hook_name == "before_scenario":
            self.ledger.begin(args[0])
        if hook_name == "after_all":
            self.ledger.last_ended = datetime.now(UTC)
        if hook_name == "after_scenario":
            return self._after_scenario(args[0])
        return bool(super().run_hook(hook_name, *args))

    def _before_all(self) -> bool:
        hook = self.hooks.get("before_all")
        self.context.on_cleanup_error = self._on_cleanup_error
        try:
            if hook is not None:
                with self.context.use_with_user_mode():
                    hook(self.context)
        except (Exception, KeyboardInterrupt) as error:
            self._start_failed = error
            if isinstance(error, KeyboardInterrupt):
                self.ledger.start_failure = "interrupted while starting"
            else:
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
        self._look(scenario)
        passed = bool(super().run_hook("after_scenario", scenario))
        if scenario.hook_failed:
            self._look(scenario)
        return passed

    def _look(self, scenario: Any) -> None:
        entry = self.ledger.entry(scenario)
        world: Any = getattr(self.context, "world", None)
        if self.keeper is None or entry is None or not hasattr(world, "wire"):
            return
        try:
            self.keeper.looks(entry, world)
        except Exception as error:
            self.ledger.problems.append(f"no evidence of {entry.name!r} could be kept: {plain_cause(error)}")

    # -- after the run

    def _close(self) -> int:
        for entry in self.ledger.entries:
            entry.outcome = outcome_of(entry.scenario, entry.cleanup_error)
            entry.duration_s = float(entry.scenario.duration)
        if self.keeper is not None:
            self.keeper.finishes(self.ledger)
        for folder in getattr(self.ledger.suite, "folders", ()):
            self.ledger.left_behind += remains.left_in(folder)
        if self.settings.defect is None and self.settings.dead is None:
            proved = rows_proved(self.specification.features, self.step_registry, self.root)
            self.ledger.proved = frozenset(proved)
        return gate.close(self.ledger)


def _nothing(context: Any, scenario: Any) -> None:
    """The hook of a suite without one."""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _where(error: BaseException) -> str:
    """file:line of the suite's own code nearest to the error."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    here = Path.cwd()
    own = [
        frame
        for frame in frames
        if (here / frame.filename).is_relative_to(here) and "site-packages" not in frame.filename
    ]
    place = (own or list(frames))[-1]
    return f"{place.filename}:{place.lineno}"
