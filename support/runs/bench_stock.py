"""The same features under stock behave and stock allure-behave: rules removed, for these cannot report them."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from support.runs.bench_behave import timed
from support.runs.bench_measure import NotMeasured

_RULE = re.compile(r"^[ \t]*Rule:.*$", re.MULTILINE)
_INI = """\
[behave]
paths = features
default_format = progress3
show_skipped = false
stdout_capture = true
stderr_capture = true
log_capture = true
"""
_HOOKS = """\
import itertools
from pathlib import Path

exec(compile(Path({hooks!r}).read_text(encoding="utf-8"), {hooks!r}, "exec"))
_number, _begin = itertools.count(1), before_scenario


def before_scenario(context, scenario):
    scenario.stable_id = f"stock-{{next(_number)}}"  # the runner gives it, and stock behave has another runner
    _begin(context, scenario)
"""


def copy(root: Path, folder: Path) -> Path:
    """The suite in ``root`` as stock behave takes it; gives its folder. Line numbers stay as they are."""
    for path in sorted((root / "features").rglob("*.feature")):
        copied = folder / path.relative_to(root)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_text(_RULE.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "steps").symlink_to(root / "steps", target_is_directory=True)
    (folder / "behave.ini").write_text(_INI, encoding="utf-8")
    (folder / "environment.py").write_text(_HOOKS.format(hooks=str(root / "environment.py")), encoding="utf-8")
    return folder


def behave(suite: Path, reports: Path, target: Path, places: Sequence[str]) -> float:
    """Seconds of one run of these scenarios (file:line), results written for Allure. Raises NotMeasured."""
    command = [
        sys.executable, "-m", "behave", "-D", f"target={target}", "-D", f"reports={reports}",
        "-f", "allure_behave.formatter:AllureFormatter", "-o", str(reports / "allure-results"),
        "-f", "progress3", *places,
    ]  # fmt: skip
    _, whole, done = timed(command, suite)
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip().splitlines() or ["nothing"]
        raise NotMeasured(f"stock behave ended with {done.returncode}: {' / '.join(said[-6:])}")
    return whole
