"""``goldenpath run LANE``: behave with the lane's tags. What it does not know itself goes to behave as it is."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

LANES = {
    "smoke": "@smoke",
    "golden-path": "@golden_path",
    "enterprise": "@enterprise",
    "security": "@security",
    "load": "@load",
    "chaos": "@chaos",
    "all": None,
}
"""Each lane's tag expression; None for every scenario."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the lane; behave's exit code."""
    asked, for_behave = parser().parse_known_args(arguments)
    return _runs([sys.executable, "-m", "behave", *for_behave_of(asked), *for_behave])


def parser() -> argparse.ArgumentParser:
    """Of the lane and its options."""
    parser = argparse.ArgumentParser(
        prog="goldenpath run", description="Run one lane of the suite. Further arguments go to behave."
    )
    parser.add_argument("lane", choices=sorted(LANES))
    parser.add_argument("--workers", type=int, metavar="N", help="share the scenarios out to N processes, on one stack")
    parser.add_argument("--tags", action="append", default=[], metavar="EXPRESSION", help="narrows the lane")
    parser.add_argument("--shuffle", nargs="?", const="date", metavar="SEED", help="in an order drawn with this seed")
    parser.add_argument("--fail-fast", action="store_true", help="end with the first red scenario")
    parser.add_argument("--last-failed", action="store_true", help="only what was red in the last run")
    parser.add_argument("--repeat", type=int, metavar="N", help="every scenario N times: one that flips is flaky")
    parser.add_argument(
        "--changed", metavar="REVISION", help="only scenarios whose promises have changed since this revision of git"
    )
    return parser


def for_behave_of(asked: argparse.Namespace) -> list[str]:
    """The lane and its options as behave takes them."""
    tags = [each for each in (LANES[asked.lane], *asked.tags) if each]
    expression = tags[0] if len(tags) == 1 else " and ".join(f"({each})" for each in tags)
    settings = {
        "workers": asked.workers,
        "repeat": asked.repeat,
        "shuffle": _seed_of_the_day() if asked.shuffle == "date" else asked.shuffle,
        "changed": asked.changed,
        "last_failed": "on" if asked.last_failed else None,
    }
    return [
        *([f"--tags={expression}"] if tags else []),
        *(["--stop"] if asked.fail_fast else []),
        *(part for name, value in settings.items() if value is not None for part in ("-D", f"{name}={value}")),
    ]


def _seed_of_the_day() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


def _runs(command: list[str]) -> int:
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # behave got the Ctrl-C too: it ends by itself, and reports
