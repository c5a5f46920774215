"""``goldenpath bench``: measures that are compared within one run, as a table and as JSON."""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from support.runs.bench_behave import lanes
from support.runs.bench_delivery import delivery
from support.runs.bench_measure import Measure, NotHere, NotMeasured, table
from support.runs.bench_sockets import sockets
from support.runs.bench_suite import compared
from support.runs.bench_trace import real_input
from support.settings import Settings, SettingsError
from support.stack import Stack, StackError
from support.targets.profile import Target

GROUPS = {
    "lanes": "time to the first scenario, the golden-path lane with and without @isolated",
    "suite": "against a raw client, evidence on against off, against stock behave and allure-behave",
    "delivery": "a frame's way with 50 connected and 5 running, against idle",
    "sockets": "1000 sockets of 200 customers: memory, connects per second",
    "trace": "a production trace of 19,366 requests: import and answer",
}
"""What can be measured, by name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 0, or 2 where something could not be measured. A bar that is missed is shown, no more."""
    parser = argparse.ArgumentParser(
        prog="goldenpath bench",
        description="Measures that are compared within one run.",
        epilog="; ".join(f"{name}: {says}" for name, says in GROUPS.items()),
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the measures here")
    parser.add_argument("--times", type=int, default=3, metavar="N", help="samples of each run of behave (3)")
    parser.add_argument("--only", choices=GROUPS, action="append", help="this alone; may be repeated")
    asked = parser.parse_args(arguments)
    root = Path.cwd()
    try:
        settings = Settings.of_folder(root)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    _allow_many_files()
    measures: list[Measure] = []
    missing: list[str] = []
    absent: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        try:
            for group, take in _groups(root, Path(name), settings, max(asked.times, 1), asked.only or list(GROUPS)):
                print(f"measuring: {GROUPS[group]}", file=sys.stderr)
                try:
                    measures += take()
                except NotHere as error:
                    absent.append(f"left out: {error}")
                except NotMeasured as error:
                    missing.append(f"not measured: {group}: {error}")
        except StackError as error:
            missing.append(f"not measured: {error}")
    print("\n".join([*table(measures), *absent, *missing, _machine()]))
    if asked.json:
        document = {each.name: each.as_json() for each in measures}
        asked.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 2 if missing else 0


def _groups(
    root: Path, folder: Path, settings: Settings, times: int, wanted: Sequence[str]
) -> Iterator[tuple[str, Callable[[], list[Measure]]]]:
    """Each wanted group with what takes its measures; one stack is kept for all but the lanes."""
    if "lanes" in wanted:
        yield "lanes", lambda: lanes(root, folder, times)
    if set(wanted) == {"lanes"}:
        return
    with _kept(settings, folder) as profile:
        takes: dict[str, Callable[[], list[Measure]]] = {
            "suite": lambda: compared(root, folder, profile, times),
            "delivery": lambda: delivery(Target.of_file(profile)),
            "sockets": lambda: sockets(profile),
            "trace": lambda: real_input(profile, folder / "trace"),
        }
        for group, take in takes.items():
            if group in wanted:
                yield group, take


@contextmanager
def _kept(settings: Settings, folder: Path) -> Iterator[Path]:
    """An embedded stack, and its profile in a file that its owner alone can read."""
    path = folder / "stack.json"
    path.touch(0o600)
    with Stack.of(settings) as stack:
        path.write_text(stack.addresses().to_json(), encoding="utf-8")
        yield path


def _allow_many_files() -> None:
    """1000 sockets need as many descriptors, here and in the services that we start."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _machine() -> str:
    """How busy the machine was: with others at work the comparisons hold, the seconds do not."""
    return f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
