"""What makes a proof stale: the scenario, its steps, and the modules of support/ behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from behave.parser import parse_feature
from behave.step_registry import StepRegistry

from support.actors import substance
from support.runs import proof_reach
from support.runs.proof_reach import imported_by, modules_reached, scenario_hash

FEATURE = """
Feature: Tea
  Scenario: Tea is served
    Given water
    When Ada asks for tea
      | kind  |
      | green |
    Then Ada has tea
"""


def water(context: Any) -> None:
    """Boils."""


def asks(context: Any) -> None:
    context.tea = True


def has(context: Any) -> None:
    assert substance.ECHO


def hash_of(text: str = FEATURE, rows: tuple[str, ...] = ("AU-01",), last: Any = has) -> str:
    registry = StepRegistry()
    for words, function in (("water", water), ("Ada asks for tea", asks), ("Ada has tea", last)):
        registry.add_step_definition("step", words, function)
    feature = parse_feature(text.strip(), filename="tea.feature")
    return scenario_hash(feature.scenarios[0], rows, registry)


def test_the_hash_changes_with_all_that_decides_what_is_checked() -> None:
    assert hash_of() == hash_of()
    assert hash_of(FEATURE.replace("green", "black")) != hash_of()
    assert hash_of(FEATURE.replace("Tea is served", "Tea is cold")) != hash_of()
    assert hash_of(rows=("AU-02",)) != hash_of()
    assert hash_of(last=water) != hash_of()


def test_the_hash_changes_with_a_module_behind_the_steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = hash_of()
    find = proof_reach._file
    changed = tmp_path / "figures.py"
    changed.write_text(find("support.actors.figures").read_text() + "# changed")
    monkeypatch.setattr(
        proof_reach, "_file", lambda module: changed if module == "support.actors.figures" else find(module)
    )
    assert hash_of() != before


def test_steps_reach_what_they_name_and_what_that_imports() -> None:
    reached = modules_reached(has)
    assert {"support.actors.substance", "support.actors.figures", "support.targets.canon"} <= reached
    assert "support.stack.stack" not in reached
    assert modules_reached(water) == set()


def test_imports_for_type_checking_alone_do_not_count(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(
        "from typing import TYPE_CHECKING\nimport json\nfrom support.actors import asking\n"
        "if TYPE_CHECKING:\n    from support.world import World\n"
        "def late() -> None:\n    import support.settings\n"
    )
    found = imported_by(file)
    assert {"support.actors.asking", "support.settings"} <= set(found)
    assert "support.world" not in found


def test_the_hash_is_the_same_with_the_step_that_a_runner_adds() -> None:
    registry = StepRegistry()
    for words, function in (("water", water), ("Ada asks for tea", asks), ("Ada has tea", has)):
        registry.add_step_definition("step", words, function)
    scenario = parse_feature(FEATURE.strip(), filename="tea.feature").scenarios[0]
    before = scenario_hash(scenario, ("AU-01",), registry)
    [added] = parse_feature("Feature: T\n  Scenario: T\n    Then water", filename="t.feature").scenarios[0].steps
    added.added_by_runner = True
    scenario.steps.append(added)
    assert scenario_hash(scenario, ("AU-01",), registry) == before
