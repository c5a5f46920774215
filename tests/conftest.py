"""Fixtures that the tests of more than one part use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_suite import SmallSuite


@pytest.fixture
def suite(tmp_path: Path) -> SmallSuite:
    """An empty behave suite in a folder of its own, run by this project's runner as a process."""
    return SmallSuite(tmp_path / "suite")
