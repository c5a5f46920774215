"""Fixtures that the tests of more than one part use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises import Promises
from tests.small_suite import SmallSuite


def pytest_addoption(parser: pytest.Parser) -> None:
    """``make test`` keeps what the marked tests prove."""
    parser.addoption("--keep-promises", action="store_true", help="write registers/suite_proof.json")


def pytest_configure(config: pytest.Config) -> None:
    """Marked tests say which promises of the suite hold."""
    config.addinivalue_line("markers", "promise(row, broken): puts something broken under the suite, to be noticed")
    config.pluginmanager.register(Promises(keeps=config.getoption("--keep-promises")))


@pytest.fixture
def suite(tmp_path: Path) -> SmallSuite:
    """An empty behave suite in a folder of its own, run by this project's runner as a process."""
    return SmallSuite(tmp_path / "suite")
