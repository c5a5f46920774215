"""The last line of .ci/run: scenarios and tests, passed and failed. Exit code 1 where anything failed.

Arguments: NAME=CODE for each stage; of the proof its result is read instead. A stage that failed without a scenario or
a test to show for it (it could not start, a check of the code failed) counts as one failure, so that the line never
says less than the exit codes do.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

GREEN = ("passed", "expected_failed")
NOT_ASKED = ("not_offered", "not_permitted", "quarantined")


def scenarios(path: Path) -> tuple[int, int]:
    """Passed and failed scenarios of a run.json; a selected one that is neither green nor excused failed."""
    try:
        counts = json.loads(path.read_text())["counts"]
        passed = sum(int(counts.get(name, 0)) for name in GREEN)
        return passed, int(counts["selected"]) - passed - sum(int(counts.get(name, 0)) for name in NOT_ASKED)
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0


def tests(path: Path) -> tuple[int, int]:
    """Passed and failed tests of a JUnit file."""
    try:
        suites = list(ElementTree.parse(path).getroot().iter("testsuite"))
        total, failed, skipped = (
            sum(int(suite.get(name, 0)) for suite in suites for name in names)
            for names in (("tests",), ("failures", "errors"), ("skipped",))
        )
    except (OSError, ValueError, ElementTree.ParseError):
        return 0, 0
    return total - failed - skipped, failed


def proof(path: Path) -> tuple[int, list[str]]:
    """Of a proof that did not succeed, how much is wrong, and what is still to be done.

    Wrong is a defect that nobody noticed or that could not be put in place, and a scenario that passes on a dead
    platform. A scenario that has no defect yet, and a result that is to be taken again, are not: they are told.
    """
    try:
        document = json.loads(path.read_text())
        wrong = sum(len(document[name]) for name in ("survived", "not_applied", "dead_platform_passes"))
        left = {"scenarios unproved": document["scenarios_unproved"], "results stale": document["stale"]}
    except (OSError, ValueError, KeyError, TypeError):
        return 1, []
    return wrong, [f"proof: {len(found)} {name}" for name, found in left.items() if found]


def main(arguments: list[str]) -> int:
    """Print the line; 0 only if every stage ended with 0 and nothing failed."""
    build = Path(__file__).resolve().parent.parent / "build"
    counted = {
        "acceptance": scenarios(build / "acceptance.json"),
        "test": tests(build / "tests.xml"),
        "pages": tests(build / "pages.xml"),
    }
    passed = sum(counts[0] for counts in counted.values())
    failed = sum(counts[1] for counts in counted.values())
    for stage, code in (argument.split("=", 1) for argument in arguments):
        if code == "0":
            continue
        if stage == "proof":
            wrong, left = proof(build / "proof.json")
            print("\n".join([*left, *([f"proof ended with code {code}"] if wrong else [])]))
            failed += wrong
        else:
            print(f"{stage} ended with code {code}")
            failed += 0 if counted.get(stage, (0, 0))[1] else 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
