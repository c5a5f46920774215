"""One stack that somebody else runs, for the tests of the proof that need a platform."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.stack.lifeline import end_with_us
from tests.small_suite import SmallSuite

PROJECT = Path(__file__).resolve().parents[2]
BROKEN = PROJECT / "tests" / "broken_suites"
ENVIRONMENT = """\
from support.actors.words import register_words
from support.world import Suite
from support.runs.ledger import Ledger

register_words()


def before_all(context):
    context.suite = Ledger.of(context).opens(Suite)


def before_scenario(context, scenario):
    context.world = context.suite.world(scenario)


def before_step(context, step):
    context.world.enters(step.step_type)


def after_scenario(context, scenario):
    context.world.close()


def after_all(context):
    context.suite.close()
"""


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The profile of a stack, started elsewhere."""
    file = tmp_path_factory.mktemp("stack") / "stack.json"
    command = [str(Path(sys.executable).with_name("goldenpath")), "stack", "up", "--json", str(file)]
    dies_with_us = end_with_us()
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, preexec_fn=dies_with_us) as process:  # noqa: PLW1509
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ready: "), "the stack did not start"
        yield json.loads(file.read_text(encoding="utf-8"))
        process.send_signal(signal.SIGINT)
        process.wait(30)


@pytest.fixture(scope="session")
def broken(profile: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> SmallSuite:
    """All broken suites that behave would run, as one suite that has run once on the sound platform."""
    suite = SmallSuite(tmp_path_factory.mktemp("broken") / "suite")
    suite.environment(ENVIRONMENT)
    suite.write("target.json", json.dumps({"name": "elsewhere", "patience": 3, **profile}))
    suite.steps((BROKEN / "arranged.py").read_text(encoding="utf-8"))
    for folder in sorted(path for path in BROKEN.iterdir() if (path / "steps.py").is_file()):
        suite.write(f"features/{folder.name}.feature", (folder / "one.feature").read_text(encoding="utf-8"))
        suite.write(f"steps/{folder.name}.py", (folder / "steps.py").read_text(encoding="utf-8"))
    ran = suite.run("-D", "target=target.json")
    assert set(ran.statuses().values()) == {"passed"}, ran.causes()
    return suite
