"""1000 sockets of 200 customers, held by the suite itself: its process's memory, and how fast it connects.

``python -m support.runs.bench_sockets PROFILE`` measures in a process of its own, which has loaded all that a run has,
and prints JSON.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from behave.configuration import Configuration

from support.runs.bench_crowd import Crowd, hang_up
from support.runs.bench_measure import Measure, NotMeasured
from support.runs.suite_reader import SuiteReader
from support.settings import Settings
from support.targets.profile import Target
from support.world import Suite, World

CUSTOMERS, TABS = 200, 5
"""A customer may have five connections (CONTRACT.md, "The live socket")."""

MEMORY = 200.0
"""Megabytes of the suite's process with 1000 sockets (DESIGN.md, "Measures and bars")."""

_LONGEST = 300


@dataclass
class Part:
    """A scenario as behave would have it."""

    stable_id: str
    name: str = "a crowd"
    effective_tags: Collection[str] = ()


def sockets(profile: Path) -> list[Measure]:
    """Memory and connects per second of the suite, these against a raw client's. Raises NotMeasured."""
    command = [sys.executable, "-m", "support.runs.bench_sockets", str(profile)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST, check=False)
    except subprocess.TimeoutExpired:
        raise NotMeasured(f"1000 sockets were not open within {_LONGEST} s") from None
    if done.returncode != 0:
        raise NotMeasured(f"1000 sockets could not be opened: {done.stderr.strip().splitlines()[-1:]}")
    seen = json.loads(done.stdout.splitlines()[-1])
    raw = asyncio.run(_raw(Target.of_file(profile)))
    number = CUSTOMERS * TABS
    return [
        Measure("memory_of_1000_sockets", seen["memory"], "MB", 1, seen["before"], "before them", MEMORY),
        Measure("connects_per_second", number / seen["seconds"], "/s", number, number / raw, "raw client, as many"),
    ]


async def _raw(target: Target) -> float:
    """Seconds in which a raw client opens as many, one after another, each until its first frame."""
    crowd = Crowd(target)
    try:
        customers = await crowd.enters(CUSTOMERS)
        began = time.perf_counter()
        opened = []
        for number in range(CUSTOMERS * TABS):
            opened.append(await crowd.connects(customers[number // TABS], number))
            await opened[-1].recv()
        seconds = time.perf_counter() - began
        await hang_up(opened)
        return seconds
    finally:
        await crowd.close()


def main(arguments: Sequence[str]) -> int:
    """Open the sockets, measure, print JSON, give them back; 1 where one could not be opened."""
    runner = SuiteReader(Configuration([]))
    with runner.path_manager, tempfile.TemporaryDirectory() as reports:
        runner.load_suite()
        defines = [("target", arguments[0]), ("reports", reports), ("evidence", "off")]
        suite = Suite.open(Settings.read(environment={}, defines=defines))
        worlds = [suite.world(Part(f"crowd-{number}")) for number in range(CUSTOMERS)]
        try:
            print(json.dumps(_measured(worlds)))
        except AssertionError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            for world in worlds:
                world.close()
            suite.close()
    return 0


def _measured(worlds: Sequence[World]) -> dict[str, float]:
    newcomers = [world.cast["Fay"] for world in worlds]
    for newcomer in newcomers:
        newcomer.register().value  # noqa: B018 - a refusal fails here
    before = _resident()
    began = time.perf_counter()
    for newcomer in newcomers:
        for number in range(TABS):
            newcomer.opens_tab(f"tab {number}").ready  # noqa: B018 - a connection counts once it is ready
    seconds = time.perf_counter() - began
    memory = _resident()
    return {"memory": memory / 1e6, "before": before / 1e6, "seconds": seconds}


def _resident() -> int:
    """Bytes that this process holds in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("the memory of a process can be read on Linux alone")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
