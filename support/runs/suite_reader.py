"""Reading the suite: environment.py, the steps, the selected features, and what is wrong with them. Nothing runs."""
# ruff: noqa: PLC0415

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from behave.runner import Context, Runner, the_step_registry

from support.registers import registers_of
from support.runs.interruption import Interruption
from support.runs.leaving_out import LeavingOut, hook_leaving_out
from support.runs.limit import Limit
from support.runs.refused import Refused, one_line
from support.settings import Settings
from support.value.scenario_ids import ScenarioIds, ids_file
from support.value.tags import TagDictionary

if TYPE_CHECKING:
    from support.runs.lint import Specification


class SuiteReader(Runner):  # type: ignore[misc]
    """behave's runner as far as it reads. What is not needed for that is imported only where it is used: the time to
    the first scenario is a promise."""

    def __init__(self, config: Any) -> None:
        self.interruption = Interruption()
        super().__init__(config)
        self.settings = Settings()
        self.tags = TagDictionary.standard()
        self.specification: Specification
        self.limit = Limit(self.settings.scenario_limit)

    @property
    def root(self) -> Path:
        """The folder that holds features/, steps/ and environment.py."""
        return Path(self.base_dir).resolve()

    def load_suite(self) -> None:
        """Read environment.py, the steps and the selected features. Raises Refused with one line."""
        from support.runs.reading import features_at, refusing_what_cannot_be_read

        with refusing_what_cannot_be_read():
            self.setup_paths()
            self.context = Context(self)
            self.load_hooks()
            self.hooks_are_read()
            # behave leaves out a hook that environment.py lacks; the ledger needs to see each scenario and the end.
            self.hooks["before_scenario"] = hook_leaving_out(
                self.hooks.get("before_scenario", _nothing), self.interruption
            )
            self.hooks.setdefault("after_scenario", _nothing)
            self.hooks.setdefault("after_all", _nothing)
            self.load_step_definitions()
            self.features.extend(features_at(self.feature_locations(), self.config))
        self.step_registry = LeavingOut(the_step_registry, self.interruption, self.limit)

    def hooks_are_read(self) -> None:
        """Called as soon as environment.py is read, and before everything else is; whoever only reads does nothing."""

    def read_again(self, feature: Any) -> Any:
        """That feature as it stands in its file, selected as before."""
        from support.runs.reading import features_at

        places = [each for each in self.feature_locations() if Path(each.filename) == Path(feature.filename)]
        return features_at(places, self.config)[0]

    def refuse_faults(self) -> None:
        """Lint all features of the suite, also those not selected: a mistyped tag hides a scenario."""
        from support.runs import lint, lint_parts, lint_waivers
        from support.runs.lint import Specification

        self.specification = Specification.read(self.root)
        try:
            ids = ScenarioIds.read(ids_file(self.root))
            found = lint_waivers.check(self.specification, ids, registers_of(self.root))
        except ValueError as error:
            raise Refused(one_line(str(error))) from error
        found += lint.check(self.specification, self.tags, self.step_registry)
        found += lint_parts.check(self.root)
        faults = lint.refusing(sorted(found))
        if faults:
            raise Refused("\n".join(str(fault) for fault in faults))


def _nothing(context: Any, scenario: Any = None) -> None:
    """The hook of a suite without one."""
