"""Every path, frame type, field, table and column of the wire stands in the dialect, and nowhere else in the suite.

The words of the wire are read from the dialect itself: whatever it writes as a string constant. Elsewhere in steps/ and
support/ no string constant may hold a path of it, or a word of it that is unmistakably the wire's own (two words
joined by an underscore). Figures' names and agents' names are the contract's vocabulary for answers, not the wire's.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.targets.apex.socket import EVENTS

PROJECT = Path(__file__).resolve().parents[2]
DIALECT = PROJECT / "support" / "targets" / "apex"
OUTSIDE = ("support/targets", "support/stack")
"""Where the wire may be spoken: dialects and profiles; the launcher, which starts the platform's processes."""

ALLOWED = {
    # It looks for shapes of secrets in whatever was written, by any platform.
    "support/evidence/redaction.py": {"access_token", "refresh_token"},
    # Figures of an answer that happen to be called like fields of a usage record.
    "support/actors/figures.py": {"prompt_tokens", "completion_tokens"},
    "support/actors/trace.py": {"prompt_tokens", "completion_tokens"},
    # A key of run.json (DESIGN.md, "Interfaces").
    "support/report/run_json.py": {"latency_ms"},
}

_PATH = re.compile(r"/(?:auth|api|ws|organisations|invitations|\.well-known)\b")
_JOINED = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")


def constants(file: Path) -> Iterator[tuple[int, str]]:
    """The string constants of a module that are no docstrings, with their lines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def words_of_the_wire() -> set[str]:
    """Compound words in the dialect's constants: frame types, fields, tables and columns."""
    return {word for file in DIALECT.glob("*.py") for _, text in constants(file) for word in _JOINED.findall(text)}


def others() -> list[Path]:
    """Every module of steps/ and support/ that may not know the wire."""
    files = [*(PROJECT / "steps").rglob("*.py"), *(PROJECT / "support").rglob("*.py"), PROJECT / "environment.py"]
    return [file for file in files if file.exists() and not str(file.relative_to(PROJECT)).startswith(OUTSIDE)]


def test_the_dialect_knows_the_wire() -> None:
    words = words_of_the_wire()
    assert {"agent_started", "client_message_id", "run_steps", "expires_in", "newest_seq"} <= words
    assert words >= {name for name in EVENTS if "_" in name}


def test_nobody_else_speaks_the_wire() -> None:
    words = words_of_the_wire()
    found = []
    for file in others():
        where = str(file.relative_to(PROJECT))
        for line, text in constants(file):
            spoken = (words & set(_JOINED.findall(text))) - ALLOWED.get(where, set())
            found += [f"{where}:{line}: {word!r} is a word of the wire" for word in sorted(spoken)]
            found += [f"{where}:{line}: {path!r} is a path of the wire" for path in _PATH.findall(text)]
    assert not found, "put it into support/targets/apex and ask the dialect for it:\n" + "\n".join(found)


@pytest.mark.parametrize("text", ["agent_started", "SELECT * FROM run_steps", "f'/api/threads/{x}'"])
def test_the_search_finds_what_it_is_for(tmp_path: Path, text: str) -> None:
    module = tmp_path / "module.py"
    module.write_text(f'"""Docstrings may say {text}."""\nvalue = "{text}"\n')
    [(_, constant)] = constants(module)
    assert words_of_the_wire() & set(_JOINED.findall(constant)) or _PATH.search(constant)
