"""The ``goldenpath`` command: what stands around a run. ``behave`` alone stays the main door."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence

COMMANDS = {
    "lint": ("support.runs.lint_command", "faults in features, steps and registers, with file and line [--fix]"),
    "stack up": ("support.stack.up", "keep an embedded stack for fast repeats [--json FILE]"),
    "run": ("support.runs.lane", "run a lane: smoke, golden-path, enterprise, security, load, chaos, all"),
    "replay": ("support.runs.replay", "play a recorded scenario again, with no service [--all] [--transcript FILE]"),
    "proof": ("support.runs.proof", "do the scenarios notice defects? [--json FILE] [--quick] [--defect NAME]"),
    "coverage": ("support.report.coverage", "what says what of each promise [--json FILE]"),
    "report": ("support.report.render", "render the pages of the last run: business value, catalogue, Allure"),
    "catalogue": ("support.report.catalogue", "every step, tag, person and word of the suite, on one page"),
    "annotate": ("support.report.annotations", "what is red, on its line: github, gitlab [--out FILE]"),
    "bench": ("support.runs.bench", "measures, compared in one run [--json FILE]"),
    "target check": ("support.targets.check", "what a target offers and permits, changing nothing"),
}
"""Each command's module, whose ``main(arguments) -> exit code`` does it, and its line of help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one command; returns its exit code, 2 for one that does not exist."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _one_of(given)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read along, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return code


def _one_of(given: list[str]) -> int:
    if not given or given[0] in ("-h", "--help"):
        print(_help())
        return 0 if given else 2
    for words, (module, _) in COMMANDS.items():
        name = words.split()
        if given[: len(name)] == name:
            return _do(words, module, given[len(name) :])
    print(f"goldenpath has no command {given[0]!r}: it has {', '.join(COMMANDS)}", file=sys.stderr)
    return 2


def _do(words: str, module: str, arguments: list[str]) -> int:
    if importlib.util.find_spec(module) is None:
        print(f"goldenpath {words} is not there yet: {module} does not exist", file=sys.stderr)
        return 2
    try:
        code: int = importlib.import_module(module).main(arguments)
    except KeyboardInterrupt:
        print(f"goldenpath {words}: interrupted", file=sys.stderr)
        return 2
    return code


def _help() -> str:
    width = max(len(words) for words in COMMANDS)
    lines = [f"  goldenpath {words:<{width}}  {help_line}" for words, (_, help_line) in COMMANDS.items()]
    return "\n".join(["behave runs the suite. Around it:", *lines])


if __name__ == "__main__":
    sys.exit(main())
