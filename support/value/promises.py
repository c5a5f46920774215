"""registers/promises.csv: which rows promise which field of which message."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from support.registers import FOLDER

PATH = FOLDER / "promises.csv"
HEAD = ("message", "field", "requirements")
EVERY = "frame: every"
"""Stands for each kind of frame."""


@dataclass(frozen=True)
class Promises:
    """The rows of each field. Messages and fields have the canonical names that docs/proof.md lists."""

    rows: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path = PATH) -> Promises:
        """Read the register; two lines of one field count together. ValueError for one that is no line of it."""
        if not path.is_file():
            return cls()
        found: dict[tuple[str, str], frozenset[str]] = {}
        with path.open(encoding="utf-8", newline="") as file:
            for number, line in enumerate(csv.reader(file), 1):
                if number == 1 or not line:
                    continue
                if len(line) != len(HEAD):
                    raise ValueError(f"{path.name}:{number}: expected {', '.join(HEAD)}; seen {','.join(line)!r}")
                key = (line[0].strip(), line[1].strip())
                found[key] = found.get(key, frozenset()) | frozenset(line[2].split())
        return cls(found)

    def of(self, message: str, fields: Iterable[str]) -> frozenset[str]:
        """The rows that promise one of these fields of such a message."""
        names = (message, EVERY) if message.startswith("frame: ") else (message,)
        return frozenset(row for name in names for each in fields for row in self.rows.get((name, each), ()))

    def written(self) -> str:
        """The register as text: in order, one line a field."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows([*key, " ".join(sorted(rows))] for key, rows in sorted(self.rows.items()))
        return text.getvalue()
