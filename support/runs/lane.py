"""``goldenpath run LANE``: behave with the lane's tags; everything after the lane goes to behave as it is."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence

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
    parser = argparse.ArgumentParser(prog="goldenpath run", description="Run one lane of the suite.")
    parser.add_argument("lane", choices=sorted(LANES))
    asked, for_behave = parser.parse_known_args(arguments)
    tags = LANES[asked.lane]
    command = [sys.executable, "-m", "behave", *([f"--tags={tags}"] if tags else []), *for_behave]
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # behave got the Ctrl-C too: it ends by itself, and reports
